"""Who says so, and what is left of a sentence when that is taken away.

Works on word order and cue lists alone: a name stands before a verb of saying, or after words such as
"according to". Where that is not certain no name is given, and the sentence stays whole.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.rules.cuelists import Cues, Match, Token

_LONGEST_NAME = 12
"""Words; whatever is longer is a clause, not a name."""
_LONGEST_CLAUSE = 40

_COMMAS = re.compile(r"[,;:—–()،؛]|\s-\s")
_QUOTES = '"“”«»„'
_DATELINE = re.compile(r"^[A-ZÀ-Þ][A-ZÀ-Þ .'-]{2,30}(?:,[^—–\n]{1,30})?(?:\([^)\n]{1,40}\))?\s*[—–]\s*")


@dataclass(frozen=True, slots=True)
class Attribution:
    """A claimant as the sentence names it, and the statement without the frame (None: not safe to part)."""

    claimant: str | None
    statement: str | None
    returning: bool = False
    """The claimant is a pronoun or "the group": its name stands in a sentence before."""


def attribution(sentence: str, tokens: Sequence[Token], matches: Sequence[Match], cues: Cues) -> Attribution:
    """The first attribution of the sentence that names somebody."""
    reader = _Reader(sentence, tokens, cues)
    others = [match for match in matches if match.group in ("hedge", "unverified")]
    for match in matches:
        found = None
        if any(other.first <= match.first and match.after <= other.after for other in others):
            continue  # "said to draw" and "nobody has confirmed" name nobody
        if match.group == "according":
            found = reader.name_after(match)
        elif match.group == "say":
            found = reader.name_before(match)
        if found is not None:
            return found
    return Attribution(None, None)


def without_dateline(sentence: str) -> str:
    """The sentence without "DAMASCUS (Wire) — " before it."""
    return _DATELINE.sub("", sentence)


@dataclass(frozen=True, slots=True)
class _Reader:
    sentence: str
    tokens: Sequence[Token]
    cues: Cues

    def name_after(self, match: Match) -> Attribution | None:
        """ "According to NAME, statement", "statement, according to NAME." """
        first = last = match.after
        while last < len(self.tokens) and last - first < _LONGEST_NAME and not self._name_ends(first, last):
            last += 1
        name = self._name(first, last)
        if name is None:
            return None
        before = self.sentence[: self.tokens[match.first].start].rstrip()
        after = self.sentence[self.tokens[last - 1].end :].lstrip()
        statement = None
        if not before and after.startswith((",", "،")):
            rest = after[1:].lstrip()
            if not self._apposition(rest):
                statement = rest
        elif after.strip(' .!"”’') == "" and before.endswith((",", "،", "—", "–")):
            statement = before.rstrip(" ,،—–")
        return Attribution(self._plain(name), self._whole(statement), self._returns(first, last))

    def name_before(self, match: Match) -> Attribution | None:
        """ "NAME said that statement", "statement, NAME said on Monday.", "statement, said NAME." """
        passive = self.cues.words("passive")
        if match.first and self.tokens[match.first - 1].word in passive:
            return None
        if match.after < len(self.tokens) and self.tokens[match.after].word in passive - {
            "that",
            "there",
            "not",
        }:
            return None  # "the claim was denied": a noun
        begin, first, last = self._subject(match.first)
        name = self._name(first, last)
        if name is None:
            return self._inverted(match)
        opening = begin == 0 or self.tokens[0].word in self.cues.words("prepositions")
        statement = (self._said(match) if opening else None) or self._framed(begin, match)
        returns = self._returns(first, last)
        if returns and begin > 0 and (named := self._named_first(begin)):
            return Attribution(named, self._whole(statement or self._said(match)))
        return Attribution(self._plain(name), self._whole(statement), returns)

    def _named_first(self, before: int) -> str | None:
        """ "A war monitor goes further: it puts …": the name in the clause before, known by its noun."""
        for place in range(1, min(before, _LONGEST_NAME)):
            if self.tokens[place].word in self.cues.words("returning"):
                name = self._name(0, place + 1)
                return self._plain(name) if name and not self._returns(0, place + 1) else None
        return None

    def _subject(self, verb: int) -> tuple[int, int, int]:
        """Where the clause before the verb begins, and the first and last word of the name in it."""
        begin = self._clause_start(verb)
        last = verb
        if begin == verb and begin > 0:
            # ", said": of "the head of the office, NAME, said" and "NAME, the head of the office, said".
            inner = self._clause_start(verb - 1)
            explains = self.tokens[inner].word in self.cues.words("articles") | self.cues.words("relatives")
            if inner and (explains or self._capital(inner)) and verb - inner <= _LONGEST_NAME:
                begin = self._clause_start(inner - 1)
                if not explains:
                    return begin, inner, verb
                last = inner
        first = begin
        while first < last and self.tokens[first].word in self.cues.words("leading"):
            first += 1
        return begin, first, last

    def _clause_start(self, end: int) -> int:
        """The first word of the clause; looks back a bounded way, for a sentence may never end."""
        at = end
        while at > 0 and end - at <= _LONGEST_CLAUSE and not self._comma_between(at - 1, at):
            at -= 1
        return at

    def _inverted(self, match: Match) -> Attribution | None:
        """ "statement," said NAME."""
        if match.first == 0 or not self._comma_between(match.first - 1, match.first):
            return None
        first = last = match.after
        while last < len(self.tokens) and last - first < _LONGEST_NAME and not self._name_ends(first, last):
            last += 1
        name = self._name(first, last)
        if name is None:
            return None
        statement = None
        if self.sentence[self.tokens[last - 1].end :].strip(" .") == "":
            statement = self.sentence[: self.tokens[match.first].start].rstrip(" ,—–")
        return Attribution(self._plain(name), self._whole(statement), self._returns(first, last))

    def _said(self, match: Match) -> str | None:
        """The statement of "NAME said that statement" and "NAME gave a figure of N …"."""
        at = match.after
        if self.tokens[at - 1].word in self.cues.words("denials"):
            return None
        tail = self.cues.words("tail")
        skipped = at
        while skipped < len(self.tokens) and skipped - at < 8 and self.tokens[skipped].word in tail:
            skipped += 1
        that = self.cues.words("that")
        for place in range(at, min(skipped + 4, len(self.tokens))):
            if self.tokens[place].word in that:
                return self._from(place + 1)
        if at < len(self.tokens) and self._comma_between(at - 1, at):
            return None
        words = [token.word for token in self.tokens[at : at + 3]]
        if (
            len(words) == 3
            and words[1] in self.cues.words("quantities")
            and words[2] in self.cues.words("prepositions")
            and len(self.tokens) > at + 3
        ):
            return self._from(at + 3)
        plain = self.tokens[match.after - 1].word in self.cues.words("plain_say")
        if plain and words and words[0] not in self.cues.words("prepositions"):
            return self._from(at)
        return None

    def _framed(self, first: int, match: Match) -> str | None:
        """The statement before ", NAME said on Monday." at the end."""
        rest = self.tokens[match.after :]
        if len(rest) > 8 or any(token.word not in self.cues.words("tail") for token in rest):
            return None
        before = self.sentence[: self.tokens[first].start].rstrip()
        return before.rstrip(" ,،—–") if before.endswith((",", "،", "—", "–")) else None

    def _from(self, place: int) -> str | None:
        return self.sentence[self.tokens[place].start :] if place < len(self.tokens) else None

    def _comma_between(self, left: int, right: int) -> bool:
        between = self.sentence[self.tokens[left].end : self.tokens[right].start]
        return bool(_COMMAS.search(between)) or any(quote in between for quote in _QUOTES)

    def _name_ends(self, first: int, at: int) -> bool:
        """A comma, or a word that begins another clause; "and" and "on" belong to many names, small "the" too."""
        if at == first:
            return False
        if (
            self._comma_between(at - 1, at)
            or "." in self.sentence[self.tokens[at - 1].end : self.tokens[at].start]
        ):
            return True
        return self.tokens[at].word in self.cues.words("stops") and not self._capital(at)

    def _name(self, first: int, last: int) -> str | None:
        """The words as a name; None where they cannot be one."""
        if not 0 < last - first <= _LONGEST_NAME:
            return None
        words = [token.word for token in self.tokens[first:last]]
        if set(words) <= self.cues.words("articles") | self.cues.words("pointers"):
            return None
        if words[0] in self.cues.words("nobody") and words != ["it"]:
            return None  # but "it said" may mean the agency named before
        if words[0] in self.cues.words("prepositions"):
            return None
        if any(word in self.cues.words("auxiliaries") for word in words):
            return None
        matched = self.sentence[self.tokens[first].start : self.tokens[last - 1].end]
        return None if any(quote in matched for quote in _QUOTES) else matched

    def _plain(self, name: str) -> str:
        """The name as it stands in the middle of a sentence: "A monitor" → "a monitor", "The Guardian" kept."""
        head, _, rest = name.partition(" ")
        if head.casefold() in self.cues.words("articles") and not (head == "The" and rest[:1].isupper()):
            return f"{head.casefold()} {rest}"
        return name.removesuffix("'s").removesuffix("’s")

    def _returns(self, first: int, last: int) -> bool:
        words = [token.word for token in self.tokens[first:last]]
        if len(words) == 1:
            return words[0] in self.cues.words("pronouns")
        return (
            len(words) == 2
            and words[0] in self.cues.words("pointers")
            and words[1] in self.cues.words("returning")
        )

    def _capital(self, at: int) -> bool:
        return self.sentence[self.tokens[at].start].isupper()

    def _apposition(self, rest: str) -> bool:
        """What follows "According to NAME," may explain the name instead of stating something."""
        head = rest.split(" ", 1)[0].casefold()
        comma = _COMMAS.search(rest)
        return (
            head in self.cues.words("articles") | self.cues.words("relatives")
            and comma is not None
            and len(rest[: comma.start()].split()) <= 8
        )

    def _whole(self, statement: str | None) -> str | None:
        """The statement as a sentence of its own; None where it would not stand alone."""
        if statement is None:
            return None
        statement = without_dateline(statement.strip())
        found = re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", statement.casefold())
        if len(found) < 4 or found[0] in self.cues.words("dependent"):
            return None
        if self.cues.words("first_person") & set(found):
            return None
        if statement.count("“") != statement.count("”") or statement.count('"') % 2:
            return None
        if statement.count("(") != statement.count(")"):
            return None
        ended = statement if statement[-1] in '.!?…؟"”»' else statement + "."
        return ended[0].upper() + ended[1:]
