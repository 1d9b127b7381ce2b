"""Each language's catalogue is whole: every sentence, every plural form, the same placeholders, nothing left
over, nothing that Telegram or a phone would cut."""

import ast
import re
from functools import cache
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from bot.render.help import COMMANDS
from bot.render.messages import LONGEST_ALERT, WIDEST, Button, too_wide
from bot.rules.refusals import Refusal, every_refusal
from bot.texts import DEFAULT, Texts, languages
from bot.texts.catalogues import HERE, TEMPLATE, read_catalogue
from bot.texts.update import brought_up_to_date, untranslated
from storage.vocabulary import SCALES, CorrectionKind, Qualifier, Stance
from tests.house.test_texts import FILES, calls, sentences
from tests.rules.test_refusals import ORDINARY

OTHERS = [language for language in languages() if language != DEFAULT]
LISTED = {
    "ratings": [label for _, label in SCALES["default"]],
    "qualifiers": ["Missing context", "Altered", "Satire"],
    "kinds": ["rating change", "minor correction", "update", "void"],
    "stances": ["reports", "repeats", "confirms", "denies"],
}
"""Values of refusals that are lists of words in the language of the answer."""


@cache
def template() -> Catalog:
    with TEMPLATE.open("rb") as file:
        return read_po(file)


@cache
def catalogue(language: str) -> Catalog:
    return read_catalogue(HERE / f"{language}.po")


def forms(message: Message) -> list[tuple[str, str]]:
    """Each translation with what it translates; each form of a plural with the English one that has the number."""
    if isinstance(message.id, tuple):
        return [(message.id[1], str(string)) for string in message.string or ()]
    return [(str(message.id), str(message.string))]


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def tags(sentence: str) -> list[str]:
    return sorted(re.findall(r"</?\w+>", sentence))


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_is_translated(language: str) -> None:
    """Else: `python -m bot.texts.update`, and translate what it lists."""
    known = catalogue(language)
    missing = [message.id for message in template() if message.id and known.get(message.id) is None]
    assert missing + untranslated(known) == []


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_left_over(language: str) -> None:
    assert [
        message.id for message in catalogue(language) if message.id and template().get(message.id) is None
    ] == []


@pytest.mark.parametrize("language", OTHERS)
def test_the_file_is_as_the_tool_writes_it(language: str) -> None:
    """Else: `python -m bot.texts.update`. So a change shows as the change that it is."""
    path = HERE / f"{language}.po"
    assert path.read_text(encoding="utf-8") == brought_up_to_date(path)[0]


@pytest.mark.parametrize("language", OTHERS)
def test_placeholders_tags_and_edges_are_the_same(language: str) -> None:
    """Of a plural's forms the number alone may be left out: Arabic writes one and two without it."""
    for message in catalogue(language):
        for english, said in forms(message) if message.id else ():
            number = {"n"} if isinstance(message.id, tuple) else set()
            assert fields(said) <= fields(english), said
            assert fields(english) - number <= fields(said), said
            if {"b", "s", "i"} & {tag.strip("</>") for tag in tags(english)}:
                assert tags(said) == tags(english), said
            edge = re.match(r"\s*", english)
            assert edge is not None
            assert said.startswith(edge[0]), repr(said)
            assert said.endswith(" ") == english.endswith(" "), repr(said)


@pytest.mark.parametrize("language", OTHERS)
def test_commands_and_addresses_are_kept(language: str) -> None:
    """A command that is mentioned is not translated away, nor invented."""
    command = re.compile(r"(?<![\w<&/])/[a-z]+", re.ASCII)
    for message in catalogue(language):
        for english, said in forms(message) if message.id else ():
            assert set(command.findall(said)) == set(command.findall(english)), said


@pytest.mark.parametrize("language", OTHERS)
def test_the_plural_rule_has_its_forms(language: str) -> None:
    """Every number from 0 to 1,000 finds a form that exists, and every form is for some number."""
    known = catalogue(language)
    t = Texts(language)
    said = {t.many("{n} note", "{n} notes", n).replace(t.isolated(t.number(n)), "N") for n in range(1001)}
    plural = known.get(("{n} note", "{n} notes"))
    assert plural is not None
    assert said == {form.replace("{n}", "N") for form in plural.string or ()}


def ordinary(t: Texts, refusal: type[Refusal]) -> str:
    """The refusal as a person of this language may well read it."""
    values = {
        name: t.plain(", ").join(map(t.plain, LISTED[name])) if name in LISTED else ORDINARY[name]
        for name in refusal.fields
    }
    return t.plain(refusal(**values).sentence, **values)


@pytest.mark.parametrize("language", languages())
def test_every_refusal_fits_an_alert(language: str) -> None:
    t = Texts(language)
    too_long = {
        f"{refusal.__name__} {len(said)}: {said}"
        for refusal in every_refusal()
        if len(said := ordinary(t, refusal)) > LONGEST_ALERT
    }
    assert too_long == set()


@pytest.mark.parametrize("language", languages())
def test_every_answer_to_a_press_fits(language: str) -> None:
    """Bot API, answerCallbackQuery: 200 characters."""
    t = Texts(language)
    answers = {
        given.value
        for path in FILES
        for name, call in calls(path.read_text(encoding="utf-8"))
        if name == "Alert"
        for given in ast.walk(call)
        if isinstance(given, ast.Constant) and given.value in sentences()
    }
    assert len(answers) > 8
    for sentence in answers:
        values = {name: ORDINARY.get(name, "1234567") for name in fields(sentence)}
        assert len(t.plain(sentence, **values)) <= LONGEST_ALERT, sentence


@pytest.mark.parametrize("language", languages())
def test_every_command_has_a_description_for_the_menu(language: str) -> None:
    """Bot API, BotCommand: 1 to 256 characters; a phone shows about 60 in one line, more in two."""
    t = Texts(language)
    for command in COMMANDS:
        assert 1 <= len(t.plain(command.words)) <= 110, command.name


@pytest.mark.parametrize("language", languages())
def test_every_button_fits_a_phone(language: str) -> None:
    """What stands on a button fits at least when it has a row to itself."""
    t = Texts(language)
    labels = {
        given.value
        for path in FILES
        for name, call in calls(path.read_text(encoding="utf-8"))
        if name == "Button" and call.args
        for given in ast.walk(call.args[0])
        if isinstance(given, ast.Constant) and given.value in sentences()
    }
    assert len(labels) > 40
    for sentence in labels:
        values = {name: "1,234" if name == "n" else ORDINARY.get(name, "12") for name in fields(sentence)}
        label = t.plain(sentence, **values)
        assert not too_wide([Button(label)]), f"{label} is longer than {WIDEST[1]}"


@pytest.mark.parametrize("language", languages())
def test_words_that_are_read_back_are_different(language: str) -> None:
    """A reply names a rating, a kind or a stance: two that are called the same could not be told apart."""
    t = Texts(language)
    for keys in (
        *([label for _, label in scale] for scale in SCALES.values()),
        ["rating change", "minor correction", "update", "void"],
        ["reports", "repeats", "confirms", "denies"],
        ["Missing context", "Altered", "Satire"],
    ):
        assert len({t.plain(key).casefold() for key in keys}) == len(keys), keys
    assert (len(CorrectionKind), len(Stance), len(Qualifier)) == (4, 4, 3)
