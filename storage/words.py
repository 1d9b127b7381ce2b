"""Text as people type it, made comparable: the key of an exact repeat, and the words of the search index.

The original is always what is stored and shown; nothing here is meant for people's eyes but `visible`.
"""

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

from storage.stems import cyrillic_stem

_MARKS = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640\ufe00-\ufe0f"
"""Arabic vowel signs and stretching; variation selectors: written or left out at will."""

_APOSTROPHES = "'’‘ʼʹ`´′＇\u02bb"

# Digits grouped by threes. A plain space is not taken here: "wave 1 200 died" is no exact "wave 1200 died".
_GROUPED = re.compile(rf"(?<![\d.,٫])[1-9]\d{{0,2}}(?:[,٬{_APOSTROPHES}\u00a0\u2009\u202f]\d{{3}})+(?![\d٫])")
_AFTER_DIGIT = re.compile(r"(?<=\d)(?=[¹²³⁰-₉¼-¾⅐-⅞])")
_FORMAT = re.compile(rf"[{_MARKS}]")
_IN_WORD = re.compile(rf"(?<=\w)[{_APOSTROPHES}](?=\w)")
_DECIMAL = re.compile(r"(?<=\d)[.,٫](?=\d)")
_MINUS = re.compile(r"(?:(?<=\s)|^)[-\u2212](?=\d)")
_POINT, _SIGN = "\u0001", "\u0002"
_TOKEN = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile(rf"(?<=\w\w)[{_APOSTROPHES}]s\b")

_ARABIC_ALEF = str.maketrans("أإآٱؤئ", "ااااوي")
_ARABIC_ENDS = str.maketrans("ةىیک", "هييك")

_PLAIN = {
    **_ARABIC_ALEF,
    **_ARABIC_ENDS,
    **{ord(letter): "'" for letter in _APOSTROPHES},
    ord("ё"): "е",
    ord("Ё"): "Е",
}

# The nine that can reorder what follows them. The marks LRM, RLM and ALM cannot, and honest Arabic is
# full of them.
_BIDI = {
    0x202A: "⟨LRE⟩",
    0x202B: "⟨RLE⟩",
    0x202C: "⟨PDF⟩",
    0x202D: "⟨LRO⟩",
    0x202E: "⟨RLO⟩",
    0x2066: "⟨LRI⟩",
    0x2067: "⟨RLI⟩",
    0x2068: "⟨FSI⟩",
    0x2069: "⟨PDI⟩",
}

LONGEST_WORD = 200
"""Characters of a word that are kept in the index: a key of PostgreSQL's holds 2,700 bytes, and where words are not
parted (in Chinese and Japanese, in a file pasted as letters) one may be as long as its text."""

STEMMED = frozenset({"en", "ar", "uk", "ru"})
"""Languages whose words are stemmed, each by its script; every other language is indexed as it is written."""


def clean(text: str) -> str:
    """What SQLite and PostgreSQL both accept: no NUL, U+FFFD for lone surrogates; the rest kept."""
    if text.isascii():
        return text.replace("\0", "")
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.replace("\0", "")


def visible(text: str) -> str:
    """The text with every control that reorders its surroundings written out, such as ⟨RLO⟩."""
    return text.translate(_BIDI)


def normalise(text: str) -> str:
    """The key of an exact repeat: equal for two texts with the same words, whatever their case, spacing,
    punctuation and invisible characters.

    Digits, decimal points, signs, percent and currency, and every letter stay, so figures and negation count.
    A text without letters or digits is compared by its symbols; only a blank one gives "". Idempotent.
    """
    folded = _fold(text)
    kept = "".join(_kept(character) for character in _joined(folded))
    key = " ".join(unicodedata.normalize("NFKC", kept).split())
    if any(character.isalnum() for character in key):
        return key
    return " ".join(folded.split())


def words(text: str, language: str | None = None) -> list[str]:
    """The words of the search index, in order: letters and digits only, folded and stemmed.

    Each word is stemmed by its script alone (Latin as English, Arabic as Arabic, Cyrillic as Ukrainian and
    Russian at once, see `storage.stems`), so that a query too short to tell its language meets the same form as the
    text. A `language` outside `STEMMED` is left unstemmed. Of a longer word the first `LONGEST_WORD` characters are
    kept.
    """
    folded = _POSSESSIVE.sub("", _fold(text))
    folded = _IN_WORD.sub("", folded).translate(_ARABIC_ALEF)
    tokens = [token[:LONGEST_WORD] for token in _TOKEN.findall(_without_accents(folded))]
    if language is not None and language not in STEMMED:
        return [token.translate(_ARABIC_ENDS) for token in tokens]
    return [_stem(token) for token in tokens]


def claim_words(text: str, language: str | None = None) -> list[str]:
    """The words of a claim in the index, in order: `words` without links, which are indexed by what they lead to,
    and with the parts of a tag or an account's name beside the whole: "#CeasefireNow" as "ceasefirenow ceasefire now".
    """
    return words(_TAG.sub(_parted, _LINKED.sub(" ", text)), language)


def _parted(tag: re.Match[str]) -> str:
    parts = _HUMP.split(tag[1])
    return f" {tag[1]} {' '.join(parts)} " if len(parts) > 1 else f" {tag[1]} "


_LINKED = re.compile(r"(?:https?://|www\.|t\.co/|pic\.twitter\.com/)\S+", re.IGNORECASE)
_TAG = re.compile(r"(?<!\w)[#@](\w{1,64})")
_SMALL, _LARGE = "a-z\u00df-\u00ffа-яёіїєґ", "A-Z\u00c0-\u00deА-ЯЁІЇЄҐ"
_HUMP = re.compile(
    rf"(?<=[{_SMALL}])(?=[{_LARGE}])|(?<=[{_LARGE}])(?=[{_LARGE}][{_SMALL}])"
    rf"|(?<=[{_SMALL}{_LARGE}])(?=\d)|(?<=\d)(?=[{_SMALL}{_LARGE}])"
)


def guess_language(text: str) -> str | None:
    """Which of en, ar, uk and ru this is, by script and telling letters; None where nothing tells.

    Cheap and rough: Latin text without many accents counts as English. Looks at 4,000 characters.
    """
    start = text[:4000].casefold()
    arabic = len(_ARABIC.findall(start))
    cyrillic = len(_CYRILLIC.findall(start))
    latin = len(_LATIN.findall(start))
    most = max(arabic, cyrillic, latin)
    if most == 0:
        return None
    if most == arabic:
        return None if len(_PERSIAN.findall(start)) * 50 > arabic else "ar"
    if most == cyrillic:
        return _guess_cyrillic(start, cyrillic)
    return "en" if len(_ACCENTED.findall(start)) * 33 <= latin else None


def plain_letters(text: str) -> str:
    """Letters that are typed in more ways than one made the same: ё as е, the ways to write hamza, ة and ى,
    apostrophes. The length stays."""
    return text if text.isascii() else text.translate(_PLAIN)


def optional_mark(character: str) -> bool:
    """Whether it is an Arabic vowel sign or stretching, which is written or left out at will."""
    return character > "\u060f" and _FORMAT.match(character) is not None


def fold_digits(text: str) -> str:
    """Every decimal digit of any script as 0–9; nothing else changes and the length stays."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.decimal(character)) if character > "9" and character.isdecimal() else character
        for character in text
    )


_ARABIC = re.compile(r"[\u0620-\u064a\u066e-\u06d3]")
_PERSIAN = re.compile(r"[پچژگکیںہے]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_UKRAINIAN = re.compile(r"[іїєґ]")
_RUSSIAN = re.compile(r"[ыэё]|ъ(?=[еёюя])")
_OTHER_CYRILLIC = re.compile(r"[ўјљњћђџѓќѕқңүұһәө]|ъ(?![еёюя])")
_LATIN = re.compile(r"[a-z\u00df-\u024f]")
_ACCENTED = re.compile(r"[\u00df-\u024f]")


def _guess_cyrillic(start: str, letters: int) -> str | None:
    ukrainian = len(_UKRAINIAN.findall(start))
    russian = len(_RUSSIAN.findall(start))
    if len(_OTHER_CYRILLIC.findall(start)) * 200 > letters:
        return None
    return "uk" if ukrainian > russian else "ru"


def _fold(text: str) -> str:
    """Compatibility forms, case, digits and Russian ё folded; format characters and optional marks gone."""
    text = text.replace(_POINT, " ").replace(_SIGN, " ")
    text = _AFTER_DIGIT.sub(" ", fold_digits(text))
    text = _GROUPED.sub(lambda match: re.sub(r"\D", "", match[0]), text)
    text = unicodedata.normalize("NFKC", text).casefold()
    text = unicodedata.normalize("NFKC", text)
    if not text.isascii():
        text = "".join(character for character in text if unicodedata.category(character) not in _INVISIBLE)
        text = unicodedata.normalize("NFKC", _FORMAT.sub("", text)).replace("ё", "е")
    return text


_INVISIBLE = frozenset({"Cf", "Cs", "Co", "Cn"})


def _joined(folded: str) -> str:
    """Apostrophes inside words gone, decimal commas as points, a leading minus marked to be kept."""
    folded = _IN_WORD.sub("", folded)
    folded = _DECIMAL.sub(_POINT, folded)
    return _MINUS.sub(_SIGN, folded)


def _kept(character: str) -> str:
    if character == _POINT:
        return "."
    if character == _SIGN:
        return "-"
    if character.isalnum() or character in "%‰":
        return character
    category = unicodedata.category(character)
    return character if category[0] == "M" or category in {"Sc", "Sm"} else " "


def _without_accents(text: str) -> str:
    """Latin letters without their accents; other scripts keep theirs (й is not и, ї is not і)."""
    if not _ACCENT_NEEDED.search(text):
        return text
    return "".join(
        unicodedata.normalize("NFD", letter)[0] if _ACCENT_NEEDED.match(letter) else letter for letter in text
    )


_ACCENT_NEEDED = re.compile("[\u00c0-\u024f\u1e00-\u1eff]")


def _stem(token: str) -> str:
    """One word's stem; a figure is its own."""
    return token if token[0].isdecimal() or len(token) > 64 else _stem_of(token)


@lru_cache(maxsize=4096)
def _stem_of(token: str) -> str:
    """Cached: texts repeat their words, though not their figures, and stemming one takes some 60 µs in Python."""
    first = token[0]
    if "\u0400" <= first <= "\u04ff":
        return cyrillic_stem(token)
    if "\u0600" <= first <= "\u06ff":
        name = "arabic"
    elif first < "\u0250":
        name = "english"
    else:
        return token
    # A stemmer keeps its word in itself, so each word not seen before gets its own: threads never meet.
    stem: str = snowballstemmer.stemmer(name).stemWord(token)
    return stem.translate(_ARABIC_ALEF).translate(_ARABIC_ENDS) or token
