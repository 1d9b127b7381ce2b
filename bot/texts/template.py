"""Writes the template of the catalogues: every sentence of the desk, taken from the code.

`python -m bot.texts.template` writes `second-source.pot`; a test says when it is stale.
"""

import ast
import inspect
import io
from collections.abc import Iterator

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from bot.rules import differences, refusals, scoring
from bot.texts.catalogues import HERE, TEMPLATE
from storage import vocabulary

CODE = HERE.parent

SPEAKING = frozenset({"t", "_", "plain", "own", "own_words", "desk_words", "texts_for"})
"""What takes a sentence: `_` marks one, the others are a `Texts`, make one or are a method of one."""


def spoken(code: str) -> Iterator[str | tuple[str, str]]:
    """The sentences that a file says, as keys of the catalogues: of a plural the first two forms.

    Babel's own reader goes by the words before a bracket and misses some of those inside others.
    """
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        # `texts_for(language)("…")` is called twice; the inner name tells.
        inner = node.func.func if isinstance(node.func, ast.Call) else node.func
        name = (
            inner.attr
            if isinstance(inner, ast.Attribute)
            else inner.id
            if isinstance(inner, ast.Name)
            else ""
        )
        if name == "many":
            one, other = (next(_constants(argument)) for argument in node.args[:2])
            yield one, other
        elif name in SPEAKING and (name != "texts_for" or inner is not node.func):
            yield from _constants(node.args[0])


def _constants(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _constants(node.body)
        yield from _constants(node.orelse)


def template() -> str:
    """The template as it should be now."""
    catalogue = Catalog(project="Second Source", version="", charset="utf-8", fuzzy=False)
    for path in sorted(CODE.rglob("*.py")):
        if path.relative_to(CODE).parts[0] not in ("texts", "demo"):
            for words in spoken(path.read_text(encoding="utf-8")):
                catalogue.add(words)
    for refusal in refusals.every_refusal():
        catalogue.add(refusals.sentence_of(refusal), auto_comments=[refusal.__name__])
    for sentence in (
        # What stands between the parts of a list.
        ", ",
        vocabulary.FORGOTTEN,
        *scoring.REASONS.values(),
        *differences.SENTENCES,
        *(label for scale in vocabulary.SCALES.values() for _, label in scale),
    ):
        catalogue.add(sentence)
    written = io.BytesIO()
    write_po(written, catalogue, omit_header=True, sort_output=True, no_location=True, width=110)
    return HEADER + written.getvalue().decode()


HEADER = (
    inspect.cleandoc(
        r"""
    # Every sentence of the desk. Copy this file to <language>.po beside it and translate.
    msgid ""
    msgstr ""
    "Content-Type: text/plain; charset=utf-8\n"
    "Content-Transfer-Encoding: 8bit\n"
    """
    )
    + "\n\n"
)


if __name__ == "__main__":
    TEMPLATE.write_text(template(), encoding="utf-8")
