"""Who says so, and what is left of a sentence when that is taken away.

A name stands before a verb of saying (`say`), after one that comes first (`say_first`), or after words such as
"according to" (`according`). Where that is not certain no name is given, and the sentence stays whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.rules.cuelists import Cues, Match, Token
from bot.rules.names import COMMAS, LONGEST_NAME, Name, NameReader
from bot.rules.statements import standing_alone

_FARTHEST_THAT = 12
"""Words after a name among which "that" may stand."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """A claimant as the sentence names it, and the statement without the frame (None: not safe to part).

    `sentence[start:end]` are the claimant's exact words; both None where no words name it.
    """

    claimant: str | None = None
    statement: str | None = None
    returning: bool = False
    """The claimant is a pronoun, "the group", or left out: its name stands in a sentence before."""
    start: int | None = None
    end: int | None = None


def attribution(sentence: str, tokens: Sequence[Token], matches: Sequence[Match], cues: Cues) -> Attribution:
    """The first attribution of the sentence that names somebody."""
    reader = _Reader(sentence, tokens, matches, cues)
    readers = {"according": reader.name_after, "say_first": reader.name_behind, "say": reader.name_before}
    others = [match for match in matches if match.group in ("hedge", "unverified")]
    leads = any(match.first == 0 and match.group in ("say_first", "according") for match in matches)
    for match in matches:
        read = readers.get(match.group)
        if read is None or (match.group == "say" and match.first == 0 and leads):
            continue
        if any(_within(match, other) for other in others):
            continue  # "said to draw" and "nobody has confirmed" name nobody
        if (found := read(match)) is not None:
            name, statement = found
            whole = standing_alone(statement, cues)
            if name is None:
                return Attribution(None, whole, returning=True)
            return Attribution(name.text, whole, name.returning, name.start, name.end)
    return Attribution()


def credited(sentence: str, tokens: Sequence[Token], matches: Sequence[Match], cues: Cues) -> Name | None:
    """Who stands for the sentence before, where this one only says so: "The mayor reported this"."""
    credit = next((match for match in matches if match.group == "credit"), None)
    if credit is None or credit.first > 1:
        return None
    found = _Reader(sentence, tokens, matches, cues).name_after(credit)
    return found[0] if found else None


def _within(match: Match, other: Match) -> bool:
    """It stands inside a longer cue."""
    inside = other.first <= match.first and match.after <= other.after
    return inside and other.after - other.first > match.after - match.first


_Found = tuple[Name | None, str | None] | None
"""A name (None: whoever was named before) and the statement; None where the sentence gives neither."""


class _Reader(NameReader):
    def name_after(self, match: Match) -> _Found:
        """ "According to NAME, statement", "statement, according to NAME." """
        first = match.after
        if self.word(first) in self.cues.words("possessives"):
            # "in his words, statement"
            parted = first + 1 < len(self.tokens) and self.comma_between(first, first + 1)
            return None, self._from(first + 1) if parted and match.first == 0 else None
        name = self.named(first, self.name_end(first))
        if name is None:
            return None
        before = self.sentence[: self.tokens[match.first].start].rstrip()
        after = self.sentence[name.end :].lstrip()
        if not before and after.startswith((",", "،")):
            rest = after[1:].lstrip()
            return name, None if self._apposition(rest) else rest
        if after.strip(' .!"”’»') == "" and before.endswith((",", "،", "—", "–")):
            return name, before.rstrip(" ,،—–")
        return name, None

    def name_behind(self, match: Match) -> _Found:
        """ "Said NAME that statement", where the verb comes first; without a name it is whoever spoke before."""
        if match.first > 2 and not self.comma_between(match.first - 1, match.first):
            return None
        that = self._that_after(match.after)
        if that is not None and that - match.after <= 1:
            return None, self._from(that + 1) if match.first == 0 else None
        last = self.name_end(match.after)
        name = self.named(match.after, last)
        if name is None:
            return None
        that = self._that_after(last)
        apart = that is not None and match.first <= 1 and not self._denies(match)
        return name, self._from(that + 1) if that is not None and apart else None

    def name_before(self, match: Match) -> _Found:
        """ "NAME said that statement", "statement, NAME said on Monday.", "statement, said NAME." """
        passive = self.cues.words("passive")
        if self.word(match.first - 1) in passive or self.word(match.after) in passive - {
            "that",
            "there",
            "not",
        }:
            return None  # "the claim was denied": a noun
        begin, first, last = self._subject(match.first)
        if begin > 0 and self._denies(match):
            return None  # who denies it at the end of the sentence does not stand behind its beginning
        if first < match.first and self._is_verb(first):
            return None  # "published a page pictures that it says show": the verb comes first
        name = self.named(first, last)
        if name is None:
            return self._inverted(match)
        said = self._said(match)
        opening = begin == 0 or self.word(0) in self.cues.words("prepositions")
        statement = (said if opening else None) or self._framed(begin, match)
        if name.returning and begin > 0 and (named := self._named_first(begin)):
            return named, statement or said
        return name, statement

    def _is_verb(self, place: int) -> bool:
        """A verb of saying; with articles such a word may be a noun: "estimates suggest"."""
        verbs = (match for match in self.matches if match.group in ("say", "say_first"))
        return not self.cues.words("articles") and any(verb.first == place for verb in verbs)

    def _named_first(self, before: int) -> Name | None:
        """ "A war monitor goes further: it puts …": the name in the clause before, known by its noun."""
        for place in range(1, min(before, LONGEST_NAME)):
            if self.word(place) in self.cues.words("returning"):
                name = self.named(0, place + 1)
                return name if name and not name.returning else None
        return None

    def _subject(self, verb: int) -> tuple[int, int, int]:
        """Where the clause before the verb begins, and the first and last word of the name in it."""
        words = self.cues.words
        while verb > 1 and self.word(verb - 1) in words("adverbs") and not self.comma_between(verb - 1, verb):
            verb -= 1
        begin, last = self.clause_start(verb), verb
        if begin == verb and begin > 0:
            # ", said": of "the head of the office, NAME, said" and "NAME, the head of the office, said".
            inner = self.clause_start(verb - 1)
            explains = self._explains(inner, verb)
            if inner and (explains or self.proper(inner, verb)):
                begin = self.clause_start(inner - 1)
                if not explains:
                    return begin, inner, verb
                last = inner
        first = begin
        while first < last and self.word(first) in words("leading"):
            first += 1
        if self.word(last - 1) in words("pronouns"):
            return begin, max(first, last - 1), last  # "in a statement it said"
        return begin, first, self.last_of(first, last)

    def _explains(self, inner: int, end: int) -> bool:
        """The clause before the verb explains the name before it, or is a word such as "however"."""
        if self.word(inner) in self.cues.words("articles") | self.cues.words("relatives"):
            return end - inner <= 2 * LONGEST_NAME
        linking = self.cues.words("adverbs") | self.cues.words("leading")
        return all(token.word in linking for token in self.tokens[inner:end])

    def _inverted(self, match: Match) -> _Found:
        """ "statement," said NAME."""
        if match.first == 0 or not self.comma_between(match.first - 1, match.first):
            return None
        first = self._past_when(match.after)
        last = self.name_end(first)
        told = self.title_end(first)  # "told «The Post» NAME": the newspaper is told, not telling
        name = self.named(told if told < last else first, last)
        if name is None:
            return None
        apart = self._only_tail(last)
        return name, self.sentence[: self.tokens[match.first].start].rstrip(" ,—–") if apart else None

    def _past_when(self, at: int) -> int:
        """The place after "on Monday" or "to the agency", which may part verb and name where there are no articles."""
        words, place = self.cues.words, at
        while not words("articles") and self.word(place) in words("tail"):
            if self.word(place) in words("prepositions") and self.word(place + 1) not in words("tail"):
                break
            place += 1
        return place if place < len(self.tokens) and not self.comma_between(place - 1, place) else at

    def _said(self, match: Match) -> str | None:
        """The statement of "NAME said that statement" and "NAME gave a figure of N …"."""
        at, words = match.after, self.cues.words
        if self._denies(match) or self.word(at - 1) in words("quantities"):
            return None  # "put the number of deaths that night at four"
        skipped = at
        while skipped - at < 8 and self.word(skipped) in words("tail"):
            skipped += 1
        for place in range(at, min(skipped + 4, len(self.tokens))):
            if self.word(place) in words("that"):
                return self._from(place + 1)
        if at < len(self.tokens) and self.comma_between(at - 1, at):
            return None
        if self.word(at + 1) in words("quantities") and self.word(at + 2) in words("prepositions"):
            return self._from(at + 3)
        if self.word(at - 1) in words("plain_say") and self.word(at) not in words("prepositions"):
            return self._from(at)
        return None

    def _framed(self, first: int, match: Match) -> str | None:
        """The statement before ", NAME said on Monday." at the end."""
        before = self.sentence[: self.tokens[first].start].rstrip()
        apart = self._only_tail(match.after) and before.endswith((",", "،", "—", "–"))
        return before.rstrip(" ,،—–") if apart else None

    def _only_tail(self, place: int) -> bool:
        """From here on the sentence only says when and where it was said."""
        rest = self.tokens[place:]
        return len(rest) <= 8 and all(token.word in self.cues.words("tail") for token in rest)

    def _denies(self, match: Match) -> bool:
        return self.word(match.after - 1) in self.cues.words("denials")

    def _from(self, place: int) -> str | None:
        return self.sentence[self.start(place) :] if place < len(self.tokens) else None

    def _that_after(self, place: int) -> int | None:
        places = range(place, min(place + _FARTHEST_THAT, len(self.tokens)))
        return next((at for at in places if self.word(at) in self.cues.words("that")), None)

    def _apposition(self, rest: str) -> bool:
        """What follows "According to NAME," may explain the name instead of stating something."""
        head = rest.split(" ", 1)[0].casefold()
        comma = COMMAS.search(rest)
        return (
            head in self.cues.words("articles") | self.cues.words("relatives")
            and comma is not None
            and len(rest[: comma.start()].split()) <= 8
        )
