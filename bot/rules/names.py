"""Where a name stands in a sentence: how far it reaches, and what cannot be one.

Names are found by word order, commas and cue lists alone; a short quotation, such as a newspaper's title, belongs
to the name around it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.rules.cuelists import Cues, Match, Token

LONGEST_NAME = 12
"""Words; whatever is longer is a clause, not a name."""
_LONGEST_CLAUSE = 40

COMMAS = re.compile(r"[,;:—–()،؛]|\s-\s")
_QUOTES = '"“”«»„'
_TITLE = re.compile(r"[«“\"][^\W_][^«»“”\"„,.!?\n]{0,50}[»”\"]")
"""A short quotation without punctuation inside: a newspaper's or a company's name."""
_TITLE_WORDS = 4


@dataclass(frozen=True, slots=True)
class Name:
    """Who is named: `sentence[start:end]` are the exact words, `text` the same as it stands inside a sentence."""

    text: str
    start: int
    end: int
    returning: bool
    """A pronoun or "the group": the name itself stands in a sentence before."""


@dataclass(frozen=True)
class NameReader:
    """One sentence, read for names. Places are numbers of words."""

    sentence: str
    tokens: Sequence[Token]
    matches: Sequence[Match]
    cues: Cues

    def word(self, place: int) -> str:
        """The word at this place; "" where the sentence has none."""
        return self.tokens[place].word if 0 <= place < len(self.tokens) else ""

    def comma_between(self, left: int, right: int) -> bool:
        """A comma, dash, bracket or quotation mark parts the two words."""
        between = self._masked[self.tokens[left].end : self.tokens[right].start]
        return bool(COMMAS.search(between)) or any(quote in between for quote in _QUOTES)

    def clause_start(self, end: int) -> int:
        """The first word of the clause; looks back a bounded way, for a sentence may never end."""
        at = end
        while at > 0 and end - at <= _LONGEST_CLAUSE and not self.comma_between(at - 1, at):
            at -= 1
        return at

    def name_end(self, first: int) -> int:
        """The place after the name that begins here."""
        last = first
        while last < len(self.tokens) and last - first < LONGEST_NAME and not self._name_ends(first, last):
            last += 1
        return last

    def last_of(self, first: int, last: int) -> int:
        """The end of a subject's name: before "who were there" and "goes further and", without "this" at its end."""
        words = self.cues.words
        end = last
        if any(self.word(at) in words("auxiliaries") for at in range(first, last)):
            end = next((at for at in range(first + 1, last) if self.word(at) in words("relatives")), last)
        if end == last and self.word(last - 1) in words("leading"):
            verbs = [match.first for match in self.matches if match.group in ("finite", "dispute")]
            end = next((at for at in verbs if first < at < last), last)
            while (
                not words("articles") and first + 1 < end < last and self.word(end - 1) in words("anaphors")
            ):
                end -= 1  # "NAME the accusation rejected and": the object may stand before the verb
        while end > first + 1 and self.word(end - 1) in words("pointers"):
            end -= 1
        return end

    def named(self, first: int, last: int) -> Name | None:
        """The words as a name; None where they cannot be one."""
        if not 0 < last - first <= LONGEST_NAME:
            return None
        said = [token.word for token in self.tokens[first:last]]
        words = self.cues.words
        if set(said) <= words("articles") | words("pointers"):
            return None
        if said[0] in words("nobody") and said != ["it"]:
            return None  # but "it said" may mean the agency named before
        if said[0] in words("prepositions") or words("auxiliaries") & set(said):
            return None
        doubts = [match for match in self.matches if match.group in ("unverified", "hedge")]
        if any(match.first <= first < match.after for match in doubts):
            return None  # "unconfirmed reports"
        if any(
            first <= match.first and match.after <= last for match in doubts if match.group == "unverified"
        ):
            return None  # the same where the adjective comes last
        start, end = self.start(first), self._end(last - 1)
        if any(quote in self._masked[start:end] for quote in _QUOTES):
            return None
        exact = self.sentence[start:end].removesuffix("'s").removesuffix("’s")
        return Name(self._plain(exact), start, start + len(exact), self._returns(said))

    def proper(self, first: int, last: int) -> bool:
        """Few words, most of them written large."""
        large = sum(self.large(at) for at in range(first, last))
        return last - first <= 5 and self.large(first) and 2 * large > last - first

    def large(self, place: int) -> bool:
        return self.sentence[self.tokens[place].start].isupper()

    def start(self, place: int) -> int:
        """Where a word begins, with the mark that opens a quoted name."""
        start = self.tokens[place].start
        return start - 1 if any(opened + 1 == start for opened, _ in self._titles) else start

    def title_end(self, place: int) -> int:
        """The place after a quoted name that begins here; the same place where none does."""
        start = self.tokens[place].start if place < len(self.tokens) else -1
        closed = next((close for opened, close in self._titles if opened + 1 == start), 0)
        return next((at for at in range(place, len(self.tokens)) if self.tokens[at].start >= closed), place)

    def _name_ends(self, first: int, at: int) -> bool:
        """A comma, or a word that begins another clause; "and" and "on" belong to many names, small "the" too."""
        if at == first:
            return False
        between = self._masked[self.tokens[at - 1].end : self.tokens[at].start]
        if self.comma_between(at - 1, at) or "." in between:
            return True
        word, words = self.word(at), self.cues.words
        if word in words("prepositions") and self.word(at + 1) in words("tail") - words("articles"):
            return True  # "said NAME on Monday"
        return word in words("stops") and not self.large(at)

    def _plain(self, name: str) -> str:
        """The name as it stands in the middle of a sentence: "A monitor" → "a monitor", "The Guardian" kept."""
        head, _, rest = name.partition(" ")
        if head.casefold() in self.cues.words("articles") and not (head == "The" and rest[:1].isupper()):
            return f"{head.casefold()} {rest}"
        return name

    def _returns(self, said: Sequence[str]) -> bool:
        words = self.cues.words
        if len(said) == 1:
            # Where "the" is part of the word, the noun alone speaks of whoever was named.
            return said[0] in words("pronouns") | (words("returning") if words("clitics") else frozenset())
        return len(said) == 2 and said[0] in words("pointers") and said[1] in words("returning")

    def _end(self, place: int) -> int:
        end = self.tokens[place].end
        return end + 1 if any(closed - 1 == end for _, closed in self._titles) else end

    @cached_property
    def _titles(self) -> list[tuple[int, int]]:
        """Where quoted names stand, their marks included."""
        found = _TITLE.finditer(self.sentence)
        return [match.span() for match in found if len(match[0].split()) <= _TITLE_WORDS]

    @cached_property
    def _masked(self) -> str:
        """The sentence with the marks of quoted names blanked, so that they end no name."""
        letters = list(self.sentence)
        for opened, closed in self._titles:
            letters[opened] = letters[closed - 1] = " "
        return "".join(letters)
