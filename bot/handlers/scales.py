"""The rating scale of a desk, by buttons and by command."""

from collections.abc import Iterable

from bot.actions.desks import change_ratings, change_settings
from bot.handlers.access import allow, desk_of, with_desk
from bot.handlers.answering import ask_here, here, page_turned, privately
from bot.handlers.turn import Alert, Reply, Turn
from bot.render.messages import Message
from bot.render.scales import rating_page, scale_page
from bot.rules.refusals.doors import OldButton
from bot.rules.refusals.members import NotAMember
from bot.rules.scales import Ratings, ScaleChange, changed, key_of
from bot.rules.settings import DeskSettings
from bot.rules.typed_settings import parse_setting
from bot.telegram.facts import Content
from storage.desks import Desk, Member, desks_of
from storage.prompts import Prompt
from storage.verdicts import current_scale, scales_of
from storage.vocabulary import Deed


def scale_pressed(at: Turn, desk: Desk, member: Member, what: str, value: str) -> Iterable[Reply]:
    """A button of the rating scale's pages. `at` is a lead's at this desk."""
    match what:
        case "scale" if value:
            change_settings(at.session, desk, member, parse_setting("scale", value), at.now)
            return page_turned(at, desk, _page(at, desk, done=True))
        case "scale":
            return page_turned(at, desk, _page(at, desk))
        case "rating":
            return page_turned(at, desk, rating_page(at.t, desk.id, *_rating(at, desk, value)))
        case "remove":
            key, _ = _rating(at, desk, value)
            return page_turned(at, desk, _changed(at, desk, ScaleChange("remove", key)))
        case "add":
            words = at.t("What is the new rating called? It comes last; write it here.")
            return [Alert(), ask_here(at, desk, "scale", Message(words, placeholder=""), operation="add")]
        case "rename":
            key, label = _rating(at, desk, value)
            words = at.t(
                "What is <b>{rating}</b> called from now on? Write it here.", rating=at.t.plain(label)
            )
            return [
                Alert(),
                ask_here(at, desk, "scale", Message(words, placeholder=""), operation="rename", rating=key),
            ]
        case _:
            raise OldButton


def change_scale(turn: Turn, change: ScaleChange) -> Iterable[Reply]:
    """`/settings scale add|rename|remove …`."""
    desk = desk_of(turn)
    allow(turn, Deed.CHANGE_SETTINGS)
    return privately(turn, _changed(turn, desk, change), purpose="settings")


def answer_scale(turn: Turn, prompt: Prompt, content: Content) -> list[Reply]:
    """The name that was asked for."""
    own = desks_of(turn.session, turn.who.person.id)
    desk = next((one for one in own if one.id == prompt.desk_id), None)
    if desk is None:
        raise NotAMember
    at = with_desk(turn, desk)
    allow(at, Deed.CHANGE_SETTINGS)
    if prompt.typed["operation"] == "add":
        change = ScaleChange("add", content.text)
    else:
        change = ScaleChange("rename", prompt.typed["rating"], content.text)
    return [here(at, _changed(at, desk, change), purpose="settings")]


def _changed(turn: Turn, desk: Desk, change: ScaleChange) -> Message:
    member = allow(turn, Deed.CHANGE_SETTINGS)
    used = {key for scale in scales_of(turn.session, desk.id) for key, _ in scale.ratings}
    change_ratings(turn.session, desk, member, changed(_ratings(turn, desk), change, used), turn.now)
    return _page(turn, desk, done=True)


def _page(turn: Turn, desk: Desk, *, done: bool = False) -> Message:
    t = turn.own
    scale = current_scale(turn.session, desk.id)
    current = DeskSettings.from_json(desk.settings).scale
    return scale_page(t, desk.title, desk.id, _ratings(turn, desk), scale.version, current, changed=done)


def _ratings(turn: Turn, desk: Desk) -> Ratings:
    return tuple((key, label) for key, label in current_scale(turn.session, desk.id).ratings)


def _rating(turn: Turn, desk: Desk, key: str) -> tuple[str, str]:
    ratings = _ratings(turn, desk)
    known = key_of(ratings, key)
    return known, dict(ratings)[known]
