"""Stems of Ukrainian and Russian words, by one table for both: a word of three letters does not tell its language, and
names, figures and half of the vocabulary are common to them.

Snowball has no Ukrainian. Here letters that both languages write differently are made one ("Зеленський", "Зеленский"),
then whatever can be an ending goes, in two steps: one ending, then, again and again, what other forms of the word would
have lost. It goes even where it belongs to the word, since that happens in every form alike ("вокзал", "вокзалом",
"вокзалу" are all "вокз"), so that forms meet; what is left need not be a word. At least three letters are left.

The tables are the regular endings of nouns, adjectives and verbs as the grammars of the two languages list them, in the
letters that are left after `_ONE`, and the commonest turns within a stem: і that becomes о or е in an open syllable
(Київ, Києва), a vowel that falls out (українець, українця). Not covered: consonants that change before an ending
(нога, нозі), vowels that change within short words (міст, мосту), prefixes, and forms with a stem of their own (людина,
люди). Now and then two words meet that should not: Микола and Миколаїв, Иван and Иванов, право and правило.
"""

import re

_ONE = str.maketrans("іїыєґ", "иииег", "ъ")
"""What one language writes where the other has another letter, or the same name has it."""

_TURNS = {
    "їв": "єв",
    "ість": "ость",
    "істю": "остью",
    "хід": "ход",
    "рік": "рок",
    "бік": "бок",
    "ніч": "ноч",
    "році": "рокі",
    "бій": "бой",
    "бив": "бил",
    "зяв": "зял",
    "дім": "дом",
    "бір": "бор",
    "вір": "вор",
    "піль": "поль",
    "корінь": "корень",
    "камінь": "камень",
    "кінь": "конь",
    "стіл": "стол",
    "мінь": "мень",
    "рпень": "рпнь",
    "рвень": "рвнь",
    "тень": "тнь",
    "езень": "езнь",
    "ипень": "ипнь",
    "ресень": "реснь",
    "рудень": "руднь",
    "ічень": "ічнь",
    "рівень": "рівнь",
    "уровень": "уровнь",
}
"""Ends of Ukrainian and Russian words, as written, with what stands there in the word's other forms."""

_LONGEST_TURN = max(map(len, _TURNS))

_REFLEXIVE = ("ться", "ся", "сь")

_VOWELS = "аеиоуюя"

_OF_NOUNS_AND_ADJECTIVES = """
а е и о у ю я ь й ая ее ие ое ои уе ую юю яя ею ою ья ье ью ого его ому ему ьою ьои ами ями ими ови еви
ам ям им ом ем ах ях их ов ев ив ий ой ей
"""
_OF_VERBS = "ае яе ает яет ают яют ають яють увати ювати"
"""Those of the past, and some of the present, stand in `_REST` or are a noun's as well."""
_ENDINGS = frozenset((*_OF_NOUNS_AND_ADJECTIVES.split(), *_OF_VERBS.split()))
"""In the letters of `_ONE`; the longest that fits goes."""

_REST = re.compile(
    rf"(?:(?<=...)(?:[аеиоя][мх]|[еои][вй]|им)|(?<=....)(?:[{_VOWELS}][лв]|(?<=[бвгзкмпрстфх])л))$"
)
_LAST_VOWELS = re.compile(r"(?:(?<=...)[ео]|(?<=....)[аиуюя])$")
"""What other forms of a word lose, whether or not it is an ending here, and what must be left before it."""

_FALLING = (
    (re.compile(r"(?<=...)ец$"), "ц"),
    (re.compile(r"(?<=..[^аеиоуюя])[ео]к$"), "к"),
)
_E = re.compile(rf"(?:^|(?<=[{_VOWELS}]))э")
"""As in "экономика", "аэропорт", where Ukrainian has е; within a word it tells more: "мэр" is no "мера"."""
_DOUBLED = re.compile(rf"([^{_VOWELS}\d])\1")
_SHORTEST, _LONGEST_ENDING, _MOST_TIMES = 3, max(map(len, _ENDINGS)), 3


def cyrillic_stem(word: str) -> str:
    """The stem of a small-lettered word without apostrophes and ё, the same for its Ukrainian and Russian forms."""
    for length in range(_LONGEST_TURN, 1, -1):
        turned = _TURNS.get(word[-length:])
        if turned is not None:
            word = word[:-length] + turned
            break
    stem = _DOUBLED.sub(r"\1", _E.sub("е", word.translate(_ONE)))
    for ending in _REFLEXIVE:
        if stem.endswith(ending) and len(stem) - len(ending) > _SHORTEST:
            stem = stem.removesuffix(ending)
            break
    for length in range(min(_LONGEST_ENDING, len(stem) - _SHORTEST), 0, -1):
        if stem[-length:] in _ENDINGS:
            stem = stem[:-length]
            break
    for _ in range(_MOST_TIMES):
        shorter = _REST.sub("", stem)
        if shorter == stem:
            break
        stem = shorter
    stem = _LAST_VOWELS.sub("", stem)
    for falling, left in _FALLING:
        stem = falling.sub(left, stem)
    bare = stem.replace("ь", "")
    return bare if len(bare) >= _SHORTEST else stem or word
