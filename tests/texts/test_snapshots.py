"""How the card, the reminder and the digest read, in every language: nothing of them changes unseen."""

import re

import pytest

from bot.render.messages import Button, too_wide
from bot.texts import languages
from tests.texts.samples import HERE, samples


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", ["card", "reminder", "digest"])
def test_it_reads_as_it_did(name: str, language: str) -> None:
    """Else look at it, then `python -m tests.texts.samples`."""
    kept = (HERE / f"{name}.{language}.txt").read_text(encoding="utf-8")
    assert samples(language)[name] + "\n" == kept


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", ["card", "reminder", "digest"])
def test_no_row_of_buttons_is_wider_than_a_phone(name: str, language: str) -> None:
    rows = [
        [Button(label) for label in re.findall(r"\(([^()]+)\)", line)]
        for line in samples(language)[name].splitlines()
        if re.fullmatch(r"(\([^()]+\)(  )?)+", line)
    ]
    assert rows
    assert [row for row in rows if too_wide(row)] == []


TEXTS_OF_PEOPLE = (
    r"<[^>]*>|/digest|example\.org|desk_bot|40,000.*|14,000.*|The dam has a crack"
    r"|: fighters.*|the \w+ is \w+(?: 2016)?|a \w+"
)


def words_of(language: str) -> set[str]:
    return set(
        re.findall(r"[A-Za-z]{3,}", re.sub(TEXTS_OF_PEOPLE, " ", " ".join(samples(language).values())))
    )


@pytest.mark.parametrize("language", [language for language in languages() if language not in ("en", "es")])
def test_nothing_is_left_in_english(language: str) -> None:
    """Of the words between the names and texts of the samples none is the English one."""
    left = words_of("en") & words_of(language)
    assert left <= {"SOHR", "BBC", "Ana", "Ben", "Caro", "Newsroom", "UTC", "source"}
