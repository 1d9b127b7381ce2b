"""Bytes of files as text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.documents import MOST_BYTES, Document, document_of, is_page, is_readable, title_of
from bot.rules.refusals import Refusal
from bot.rules.refusals.readings import FileTooBig, FileUnreadable, NothingToRead

RUSSIAN = "Министерство сообщило, что погибли триста человек."
ARABIC = "أعلنت وزارة الصحة عن مقتل عشرين شخصا في المدينة"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("Naïve café".encode(), "Naïve café"),
        (b"\xef\xbb\xbfmarked", "marked"),
        (RUSSIAN.encode("utf-16"), RUSSIAN),
        (RUSSIAN.encode("cp1251"), RUSSIAN),
        (RUSSIAN.encode("koi8-r"), RUSSIAN),
        (ARABIC.encode("cp1256"), ARABIC),
        (
            "Ten cafés burnt down in Orléans on Monday".encode("cp1252"),
            "Ten cafés burnt down in Orléans on Monday",
        ),
        (f"{RUSSIAN}\n\n".encode() + RUSSIAN.encode("cp1251"), f"{RUSSIAN}\n\n{RUSSIAN}"),
        (b"nul\x00inside a long enough text " + b"x" * 300, "nulinside a long enough text " + "x" * 300),
    ],
    ids=["utf-8", "mark", "utf-16", "cp1251", "koi8-r", "cp1256", "cp1252", "two-hands", "nul"],
)
def test_encodings(content: bytes, text: str) -> None:
    assert document_of(content).text == text


def test_html_is_what_people_read() -> None:
    page = b"""<!DOCTYPE html><html><head><meta charset="windows-1251"><title> Flood
        in Karsa </title><style>p {color: red}</style></head><body><nav>Home | News</nav>
        <h1>Flood</h1><p>Forty people were <b>killed</b>,<br>the army said &amp; left.</p>
        <script>alert("50 people were killed")</script><p>unclosed <footer>Imprint</footer></body></html>"""
    assert document_of(page) == Document(
        "Flood in Karsa", "Flood\n\nForty people were killed,\n\nthe army said & left.\n\nunclosed"
    )


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", NothingToRead),
        (b" \n\t ", NothingToRead),
        (b"\xef\xbb\xbf", NothingToRead),
        (b"%PDF-1.7\n1 0 obj << /Type /Page >>\nendobj\n" * 20, FileUnreadable),
        (b"{\\rtf1\\ansi Police said that 40 people were killed.}", FileUnreadable),
        (b"<html><script>1</script></html>", NothingToRead),
        (bytes(range(256)) * 10, FileUnreadable),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 200, FileUnreadable),
        (b"x" * (MOST_BYTES + 1), FileTooBig),
    ],
    ids=["empty", "blank", "mark-alone", "pdf", "rtf", "page-without-words", "binary", "picture", "too-big"],
)
def test_what_cannot_be_read(content: bytes, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        document_of(content)


def test_a_piece_of_a_page_is_a_page_by_its_name() -> None:
    piece = b"<p>Forty people were <b>killed</b>.</p>\n<p>The army left.</p>"
    assert document_of(piece, html=True).text == "Forty people were killed.\n\nThe army left."
    plain = "Forty < fifty.\nThe army left."
    assert document_of(plain.encode(), html=True).text == plain
    assert is_page("a.HTM", None)
    assert is_page(None, "text/html; charset=utf-8")
    assert not is_page("a.txt", "text/html")


@given(st.binary(max_size=2000))
def test_any_bytes_are_text_or_refused(content: bytes) -> None:
    try:
        text = document_of(content).text
    except Refusal:
        return
    assert text.strip() == text
    assert "\0" not in text
    text.encode()


@pytest.mark.parametrize(
    ("name", "mime_type", "readable"),
    [
        ("a.TXT", None, True),
        ("a.html", "text/html", True),
        ("a.pdf", "text/plain", False),
        (None, "text/plain; charset=utf-8", True),
        ("README", "text/plain", True),
        (None, "application/pdf", False),
        (None, None, False),
    ],
)
def test_which_files_are_read(name: str | None, mime_type: str | None, readable: bool) -> None:
    assert is_readable(name, mime_type) is readable


def test_a_title_is_a_short_first_line_of_several() -> None:
    assert title_of("Flood in Karsa\n\nForty died.") == "Flood in Karsa"
    assert title_of("Forty died in the flood.") is None
    assert title_of("x" * 300 + "\nForty died.") is None
