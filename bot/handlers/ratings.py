"""The words of a desk's scale: as buttons, and as people write them."""

import re
from collections.abc import Iterable, Mapping

from bot.handlers.access import desk_of
from bot.handlers.turn import Turn
from bot.render.claims import qualifier_word
from bot.render.messages import Button
from bot.rules.spellings import spelled
from bot.texts import Texts
from storage.claims import Claim
from storage.verdicts import current_scale
from storage.vocabulary import Qualifier

_SEEN = re.compile(r":v(\d{1,18})")


def rating_buttons(
    turn: Turn, found: Claim, purpose: str, seen: int | None = None, but: str | None = None
) -> list[Button]:
    """The desk's ratings, all `but` one, for the verdict that was `seen`."""
    version = f":v{seen}" if seen else ""
    return [
        Button(turn.t.plain(label), f"{purpose}:c{found.id}:{key}{version}")
        for key, label in current_scale(turn.session, found.desk_id).ratings
        if key != but
    ]


def seen_verdict(turn: Turn) -> int | None:
    """The verdict that whoever pressed had before their eyes."""
    found = _SEEN.search(turn.update.data)
    return int(found[1]) if found else None


def ratings_of(turn: Turn) -> dict[str, str]:
    """Labels of the desk's scale, in the language of the answer, of the desk, of the person and in English, then
    what else people write for them, to keys. The first label of a key is what it is called in the answer."""
    scale = current_scale(turn.session, desk_of(turn).id)
    known: dict[str, str] = {}
    for t in (turn.t, turn.desk_words, turn.own, Texts()):
        for key, label in scale.ratings:
            known.setdefault(t.plain(label), key)
    for word, key in spelled("ratings", spoken_by(turn), set(known.values())).items():
        known.setdefault(word, key)
    return known


def spoken_by(turn: Turn) -> tuple[str | None, ...]:
    """The languages in which a reply is read, beside English."""
    return turn.who.settings.language, turn.who.person.language


def qualifiers_of(turn: Turn) -> Mapping[str, str]:
    """Qualifiers in the desk's and the person's language, and what else people write for them, to keys."""
    known: dict[str, str] = {}
    for t in (turn.t, turn.desk_words):
        known |= {qualifier_word(t, qualifier): qualifier.value for qualifier in Qualifier}
    for word, key in spelled("qualifiers", spoken_by(turn), list(Qualifier)).items():
        known.setdefault(word, key)
    return known


def english_by_key(turn: Turn) -> Iterable[tuple[str, str]]:
    return ((key, label) for key, label in current_scale(turn.session, desk_of(turn).id).ratings)


def label_of(turn: Turn, rating: str) -> str:
    """The rating in the language of the answer."""
    scale = current_scale(turn.session, desk_of(turn).id)
    return turn.t.plain(next((pair[1] for pair in scale.ratings if pair[0] == rating), rating))
