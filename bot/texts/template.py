"""Writes the template of the catalogues: every sentence of the desk, taken from the code.

`python -m bot.texts.template` writes `second-source.pot`; a test says when it is stale.
"""

import inspect
import io

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from bot.rules import refusals, scoring
from bot.texts.catalogues import HERE, TEMPLATE
from storage import vocabulary

CODE = HERE.parent

KEYWORDS = {"t": None, "_": None, "plain": None, "own_words": None, "desk_words": None, "many": (1, 2)}


def template() -> str:
    """The template as it should be now."""
    catalogue = Catalog(project="Second Source", version="", charset="utf-8", fuzzy=False)
    for place, line, words, _comments, _context in extract_from_dir(
        CODE, [("**.py", "python")], keywords=KEYWORDS, comment_tags=()
    ):
        if not place.startswith(("texts", "demo")):
            catalogue.add(words, locations=[(f"bot/{place}", line)])
    for refusal in refusals.every_refusal():
        catalogue.add(refusals.sentence_of(refusal), auto_comments=[refusal.__name__])
    for sentence in (
        # What stands between the parts of a list.
        ", ",
        *scoring.REASONS.values(),
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
