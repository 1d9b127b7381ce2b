"""Every sentence is in the catalogues' template, and none goes past it."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from bot.texts.catalogues import TEMPLATE
from bot.texts.template import SPEAKING, spoken, template
from tests.people import HERE

SHOWN = {"Message", "Button", "Alert", "Markup"}
"""What shows the words that it is given first."""
FOLDERS = ("handlers", "render", "makers", "actions")
FILES = [
    *sorted(path for folder in FOLDERS for path in (HERE / "bot" / folder).rglob("*.py")),
    HERE / "bot" / "menus.py",
    HERE / "bot" / "floods.py",
]


@cache
def sentences() -> set[str]:
    with TEMPLATE.open("rb") as file:
        catalogue = read_po(file)
    return {
        str(sentence)
        for message in catalogue
        for sentence in (message.id if isinstance(message.id, tuple) else (message.id,))
        if sentence
    }


def test_the_template_is_current() -> None:
    """Else: `python -m bot.texts.template`."""
    assert TEMPLATE.read_text(encoding="utf-8") == template()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ('t("One", n=t.plain("two"))', ["One", "two"]),
        (
            'parts.append(t("A")); parts.append(t.many("{n} b", "{n} bs", len(x), why=words(t, y)))',
            ["A", ("{n} b", "{n} bs")],
        ),
        ('turn.texts_for(language)("Said")', ["Said"]),
        ('turn.texts_for("uk")', []),
        ('Alert(at.own.plain("Late" if late else "Early"))', ["Late", "Early"]),
        ('t.plain(WORDS["key"])', []),
        ('t("Two " "halves")', ["Two halves"]),
    ],
)
def test_sentences_are_found(code: str, said: list[str | tuple[str, str]]) -> None:
    assert sorted(map(str, spoken(code))) == sorted(map(str, said))


def test_placeholders_have_names() -> None:
    known = sentences()
    assert len(known) > 500
    for sentence in known:
        fields = [name for _, name, _, _ in Formatter().parse(sentence) if name is not None]
        assert all(re.fullmatch(r"[a-z_]+", name) for name in fields), sentence


def calls(code: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call in it, by the last part of its name; a call of what a call returned goes by the inner one."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call):
            called = node.func.func if isinstance(node.func, ast.Call) else node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            yield name, node


def words_in(node: ast.expr | None) -> str:
    """The fixed words of a text, without tags, placeholders, commands and addresses."""
    if isinstance(node, ast.JoinedStr):
        return "".join(words_in(part) for part in node.values if isinstance(part, ast.Constant))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return words_in(node.left) + words_in(node.right)
    if isinstance(node, ast.IfExp):
        return words_in(node.body) + words_in(node.orelse)
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return ""
    bare = re.sub(r"<code>.*?</code>|<[^>]*>|\{[^}]*\}|https?://\S+", "", node.value)
    return "".join(re.findall(r"[^\W\d_]+", bare))


def words_shown(call: ast.Call) -> str:
    """The fixed words that a call of `SHOWN` shows."""
    named = (word.value for word in call.keywords if word.arg in ("text", "placeholder"))
    return "".join(map(words_in, [*call.args[:1], *named]))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(HERE / "bot")))
def test_no_words_go_past_the_catalogue(path: Path) -> None:
    """Words written into a message, a button or an alert would be English to everybody."""
    for name, call in calls(path.read_text(encoding="utf-8")):
        if name in SHOWN:
            assert not words_shown(call), f"line {call.lineno}: {ast.unparse(call)[:100]}"
        if name in SPEAKING and call.args and isinstance(call.args[0], (ast.JoinedStr, ast.BinOp)):
            raise AssertionError(f"line {call.lineno}: a sentence is put together: {ast.unparse(call)[:100]}")


@pytest.mark.parametrize(
    "slip",
    [
        'Message(Markup("<b>Queued</b> {}").format(n))',
        'Button("Take", data)',
        'Button(f"#{n} open", data)',
        'Alert("Too late" if late else "")',
        'Message(html, placeholder="Your answer")',
    ],
)
def test_words_past_the_catalogue_are_seen(slip: str) -> None:
    assert any(words_shown(call) for _, call in calls(slip))


@pytest.mark.parametrize(
    "right",
    [
        'Message(Markup("<b>{}</b> <code>/show {}</code>").format(t("Queued."), n))',
        'Button(f"#{n} · {t.plain(chosen)}", "open:c1")',
        'Alert("👌")',
    ],
)
def test_what_is_no_word_is_let_through(right: str) -> None:
    assert not any(words_shown(call) for name, call in calls(right) if name in SHOWN)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(HERE / "bot")))
def test_a_sentence_with_values_is_said_by_a_name_that_the_template_knows(path: Path) -> None:
    """Under another name (`self._t("… {n} …", n=n)`) it would be in no catalogue, and English for everybody."""
    for name, call in calls(path.read_text(encoding="utf-8")):
        first = call.args[0] if call.args else None
        if (
            isinstance(first, ast.Constant)
            and isinstance(first.value, str)
            and name not in ("format", "many")
        ):
            given = {word.arg for word in call.keywords}
            try:
                fields = {field for _, field, _, _ in Formatter().parse(first.value) if field}
            except ValueError:
                continue  # braces that are no placeholders
            assert not fields & given or name in SPEAKING, f"line {call.lineno}: {first.value}"
