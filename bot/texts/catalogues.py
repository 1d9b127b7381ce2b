"""The catalogues: one `.po` file for each language beside this one, read once and kept."""

import io
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

HERE = Path(__file__).parent
TEMPLATE = HERE / "second-source.pot"
DEFAULT = "en"


@cache
def languages() -> tuple[str, ...]:
    """Every language the desk speaks, English first."""
    return (DEFAULT, *sorted(path.stem for path in HERE.glob("*.po") if path.stem != DEFAULT))


@cache
def catalogue(language: str) -> NullTranslations:
    """The sentences of a language; one without a file answers with the English keys. So does a sentence that
    has no translation. Raises babel's PoFileError for a file that cannot be read."""
    path = HERE / f"{language}.po"
    if not path.exists():
        return NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, read_catalogue(path))
    compiled.seek(0)
    return GNUTranslations(compiled)


def read_catalogue(path: Path) -> Catalog:
    """A `.po` file with the plural forms of the language that it is named for."""
    with path.open("rb") as file:
        return read_po(file, locale=path.stem, abort_invalid=True)
