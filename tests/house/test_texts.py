"""The catalogues' template is whole and current, and every sentence can be filled in."""

import re
from string import Formatter

from babel.messages.pofile import read_po

from bot.texts.template import TEMPLATE, template


def test_the_template_is_current() -> None:
    """Else: `python -m bot.texts.template`."""
    assert TEMPLATE.read_text(encoding="utf-8") == template()


def test_placeholders_have_names() -> None:
    with TEMPLATE.open("rb") as file:
        catalogue = read_po(file)
    assert len(catalogue) > 200
    for message in catalogue:
        for sentence in message.id if isinstance(message.id, tuple) else (message.id,):
            fields = [name for _, name, _, _ in Formatter().parse(str(sentence)) if name is not None]
            assert all(re.fullmatch(r"[a-z_]+", name) for name in fields), sentence
