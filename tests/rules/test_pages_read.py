"""What the article of a page is, in whatever encoding it comes, and why a page is none."""

from datetime import date

import pytest

from bot.rules.articles import Article, article_of, unread, why_unread
from bot.rules.refusals.links import LinkEmpty, LinkNotText, LinkSubscribersOnly, LinkTooBig, LinkTooHard
from tests.outlets import article

URL = "https://news.wire.example/2026/dam?utm_source=x"
DAM = (
    "The dam above Orvell has a crack of 30 metres, an engineer who asked not to be named said on Monday.",
    "A monitor in the capital said that 40,000 fighters had signed up; nobody has verified that number so far.",
    "Residents of three villages below the dam were told to leave their houses before the night.",
)
TEXTS = {
    "en": DAM,
    "ar": (
        "قال المرصد السوري لحقوق الإنسان إن أربعين ألف مقاتل سجلوا أسماءهم للقتال، ولم يتسن التحقق من ذلك بشكل مستقل.",
        "وأضاف المتحدث باسم الوزارة يوم الاثنين أن السد فوق المدينة متصدع وأن ثلاث قرى أخليت من سكانها قبل حلول الليل.",
        "ونفى محافظ المدينة هذه الأنباء وقال إن الفرق الفنية فحصت السد ولم تجد فيه أي خلل يهدد السكان في القرى.",
    ),
    "uk": (
        "Представник міністерства повідомив у понеділок, що гребля над містом має тріщину завдовжки тридцять метрів.",
        "За словами спостерігачів, сорок тисяч бійців записалися до війська; незалежно перевірити це не вдалося.",
        "Мешканцям трьох сіл нижче за течією наказали залишити свої домівки ще до настання ночі, кажуть очевидці.",
    ),
    "ru": (
        "Представитель министерства сообщил в понедельник, что плотина над городом дала трещину в тридцать метров.",
        "По словам наблюдателей, сорок тысяч бойцов записались в войска; независимо проверить это не удалось.",
        "Жителям трёх сёл ниже по течению приказали покинуть свои дома ещё до наступления ночи, говорят очевидцы.",
    ),
}


def read(page: str | bytes, kind: str = "text/html", url: str = URL) -> Article:
    return article_of(page.encode() if isinstance(page, str) else page, url, kind)


def test_title_text_day_and_address() -> None:
    head = (
        '<meta property="article:published_time" content="2026-03-01T10:00:00Z">'
        '<link rel="canonical" href="https://wire.example/2026/dam">'
    )
    found = read(article("Dam cracks", *DAM, head=head))
    assert found == Article("Dam cracks", "\n\n".join(DAM), date(2026, 3, 1), "https://wire.example/2026/dam")


@pytest.mark.parametrize(
    "canonical",
    ["https://other.example/2026/dam", "https://wire.example/", "javascript:alert(1)", "http://[x"],
)
def test_a_page_does_not_speak_for_another_outlet_nor_for_its_front_page(canonical: str) -> None:
    head = f'<link rel="canonical" href="{canonical}">'
    assert read(article("Dam cracks", *DAM, head=head)).url is None


@pytest.mark.parametrize(
    ("language", "encoding"),
    [
        *((language, encoding) for language in TEXTS for encoding in ("utf-8", "utf-8-sig", "utf-16")),
        ("ar", "cp1256"),
        ("uk", "cp1251"),
        ("ru", "cp1251"),
        ("ru", "koi8-r"),
        ("en", "cp1252"),
    ],
)
@pytest.mark.parametrize("said", ["by the server", "by the page", "by nobody"])
def test_encodings(language: str, encoding: str, said: str) -> None:
    head = f"<meta charset={encoding}>" if said == "by the page" else ""
    kind = f"text/html; charset={encoding}" if said == "by the server" else "text/html"
    page = article("1", *TEXTS[language], head=head).encode(encoding)
    assert read(page, kind).text.split("\n\n") == list(TEXTS[language])


def test_mixed_encodings_lose_only_what_does_not_fit() -> None:
    page = article("1", *TEXTS["uk"]).encode().replace(b"</article>", "<p>дім</p></article>".encode("cp1251"))
    text = read(page, "text/html; charset=utf-8").text
    for paragraph in TEXTS["uk"]:
        assert paragraph in text


def test_an_encoding_that_no_page_is_written_in_is_not_tried() -> None:
    page = article("1", *TEXTS["ru"]).encode("cp1251")
    assert TEXTS["ru"][0] in read(page, "text/html; charset=punycode").text


def test_plain_text_is_a_page_too() -> None:
    found = read("Dam cracks\r\n" + "\r\n".join(DAM), "text/plain")
    assert found.title == "Dam cracks"
    assert DAM[2] in found.text


def test_a_post_of_a_channel_is_read_from_its_description() -> None:
    page = (
        '<html><head><meta property="og:title" content="Rybar">'
        f'<meta property="og:description" content="{" ".join(TEXTS["ru"])}"></head>'
        "<body><div>View in Telegram</div></body></html>"
    )
    assert TEXTS["ru"][1] in read(page, url="https://t.me/rybar/12").text
    with pytest.raises(LinkEmpty):
        read(page, url="https://wire.example/12")


def test_pages_without_an_article() -> None:
    closed = '<script type="application/ld+json">{"isAccessibleForFree": "False"}</script>'
    with pytest.raises(LinkEmpty):
        read(article("Dam cracks", "Sign in to go on."))
    with pytest.raises(LinkSubscribersOnly):
        read(article("Dam cracks", *DAM, head=closed))
    with pytest.raises(LinkEmpty):
        read("<html></html>")
    with pytest.raises(LinkEmpty):
        read("")
    with pytest.raises(LinkNotText):
        read(bytes(range(256)) * 40)


def test_why_a_page_was_not_read_survives_the_errand() -> None:
    why = why_unread(unread(LinkTooBig(limit="5 MB")))
    assert isinstance(why, LinkTooBig)
    assert why.values == {"limit": "5 MB"}
    for found in ({"failure": "it took too long"}, {"failure": "LinkTooBig"}):
        assert isinstance(why_unread(found), LinkTooHard)
