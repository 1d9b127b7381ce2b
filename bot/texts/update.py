"""Brings every `.po` file up to date with the template.

`python -m bot.texts.update`: what nobody says any more goes; what is new is added without a translation, is
said in English until it has one, and is listed.
"""

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from bot.texts.catalogues import HERE, TEMPLATE, read_catalogue


def untranslated(known: Catalog) -> list[str]:
    """The English sentences without a translation, or with a plural form of it missing."""
    missing = []
    for message in known:
        forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        if message.id and not all(forms):
            missing.append(message.id[0] if isinstance(message.id, tuple) else str(message.id))
    return missing


def brought_up_to_date(path: Path) -> tuple[str, list[str]]:
    """What a `.po` file should say now, and what is untranslated in it."""
    with TEMPLATE.open("rb") as file:
        template = read_po(file)
    old = read_catalogue(path)
    new = Catalog(locale=path.stem, header_comment=old.header_comment, fuzzy=False)
    for message in template:
        if message.id:
            known = old.get(message.id)
            string = known.string if known is not None and not known.fuzzy else None
            new.add(message.id, string, auto_comments=message.auto_comments, flags=message.flags)
    written = io.BytesIO()
    write_po(written, new, omit_header=True, sort_output=True, no_location=True, width=110)
    return _header(old) + written.getvalue().decode(), untranslated(new)


def _header(old: Catalog) -> str:
    """Without the dates and names that change each time and say nothing."""
    return (
        f'{old.header_comment}\nmsgid ""\nmsgstr ""\n"Language: {old.locale_identifier}\\n"\n'
        f'"Plural-Forms: {old.plural_forms}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n\n'
    )


if __name__ == "__main__":
    for path in sorted(HERE.glob("*.po")):
        written, missing = brought_up_to_date(path)
        path.write_text(written, encoding="utf-8")
        sys.stdout.write(f"{path.name}: {len(missing)} untranslated\n")
        sys.stdout.writelines(f"  {sentence}\n" for sentence in missing)
