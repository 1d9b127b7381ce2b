"""What came of a scene: the Bot API server's ledger against the database and the script.

(a) Every acknowledged update has had its effects, exactly once. (b) Every message that the bot meant to send was
accepted, or ended with a reason that a lead can see. (c) Copies came only after an ambiguous failure, at most one
for each. (d) The database is whole, and each claim's history rebuilds its state.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from tests.faults.harness.scene import Scene

AMBIGUOUS = frozenset({"500", "502", "reset_before", "reset_after", "hang_before", "hang_after"}) | {
    "garbage",
    "truncated",
}
"""Faults after which the bot cannot know whether Telegram accepted."""
TRIES = 3
"""Deaths over one update after which it is set aside."""


def judge(scene: Scene) -> list[str]:
    """Every guarantee that did not hold, in words; empty where all did."""
    return [
        *_effects(scene),
        *_updates(scene),
        *_messages(scene),
        *_histories(scene),
        *_whole(scene),
    ]


def _document(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _differences(what: str, expected: Counter[Any], found: Counter[Any]) -> Iterator[str]:
    for key, count in (expected - found).items():
        yield f"{what} {key} is lost: {count} too few"
    for key, count in (found - expected).items():
        yield f"{what} {key} is doubled or made up: {count} too many"


def _effects(scene: Scene) -> Iterator[str]:
    """(a): what people did stands in the database, as often as they did it."""
    ask, expected = scene.look.ask, scene.script.expected
    who = "JOIN person ON person.id = member.person_id"
    cases = Counter(
        (one.number, one.text, one.state, one.assignee, one.priority) for one in expected.cases.values()
    )
    claims = ask(
        "SELECT number, text, state, telegram_id, priority FROM claim LEFT JOIN member ON member.id = assignee_id"
        f" LEFT {who}"
    )
    yield from _differences("claim", cases, Counter(claims))
    deeds = ask(
        "SELECT number, deed, telegram_id FROM event JOIN claim ON claim.id = event.claim_id"
        f" JOIN member ON member.id = event.member_id {who}"
    )
    yield from _differences("deed", expected.deeds, Counter(deeds))
    verdicts = ask(
        "SELECT number, telegram_id, rationale FROM verdict JOIN claim ON claim.id = verdict.claim_id"
        f" JOIN member ON member.id = verdict.author_id {who}"
    )
    said = Counter((number, author, words.partition(" https://")[0]) for number, author, words in verdicts)
    yield from _differences("verdict", expected.verdicts, said)
    sources = ask("SELECT number, url FROM source JOIN claim ON claim.id = source.claim_id")
    yield from _differences("source", expected.sources, Counter(sources))
    notes = ask(
        "SELECT number, event.after FROM event JOIN claim ON claim.id = event.claim_id WHERE deed = 'add note'"
    )
    told = Counter((number, _document(after)["text"]) for number, after in notes)
    yield from _differences("note", expected.notes, told)
    readings = Counter(text for (text,) in ask("SELECT text FROM reading"))
    yield from _differences("reading", expected.readings, readings)


def _updates(scene: Scene) -> Iterator[str]:
    """(a): what was acknowledged is known; only what killed the bot three times is set aside."""
    ask = scene.look.ask
    acknowledged = {
        update for line in scene.ledger() if line["kind"] == "acknowledged" for update in line["update_ids"]
    }
    aside = {update for (update,) in ask("SELECT update_id FROM set_aside")}
    seen = {update for (update,) in ask("SELECT update_id FROM seen_update WHERE outcome = 'done'")}
    for update in sorted(acknowledged - seen - aside):
        yield f"update {update} was acknowledged and is not known"
    for update in aside:
        if scene.witness.running[update] < TRIES:
            yield f"update {update} was set aside after {scene.witness.running[update]} deaths"
    for (update,) in ask("SELECT update_id FROM attempt"):
        yield f"update {update} is still being worked on"
    for line in scene.ledger():
        if line["kind"] == "expired":
            yield f"updates {line['update_ids']} expired"
    for errand, outcome in ask("SELECT id, outcome FROM errand WHERE done_at IS NULL OR outcome <> 'done'"):
        yield f"errand {errand} ended as {outcome}"


def _calls(scene: Scene) -> dict[int, list[dict[str, Any]]]:
    """The ledger's calls for each message, in their order."""
    calls: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for line in scene.ledger():
        run, _, row = str(line.get("trace") or "").partition(":")
        if line["kind"] == "call" and row and line["method"] in _ASKED:
            calls[int(row)].append({**line, "run": run})
    return calls


_SENDING = ("sendMessage", "sendPhoto")
_ASKED = (*_SENDING, "editMessageText", "deleteMessage", "leaveChat")


def _messages(scene: Scene) -> Iterator[str]:
    """(b) and (c), row by row."""
    calls = _calls(scene)
    rows = scene.look.ask("SELECT id, kind, status, reason, desk_id, ambiguous, message_id FROM outbox")
    for row, kind, status, reason, desk, ambiguous, _ in rows:
        name = f"message {row} ({kind}, {status})"
        made = calls.pop(row, [])
        accepted = [call for call in made if call["ok"]]
        if status == "sent":
            if not accepted and not any(_settles(call) for call in made):
                yield f"{name} is taken for sent and was never accepted"
        elif status in ("dead", "cancelled"):
            if not reason or desk is None:
                yield f"{name} ended without a reason that a lead can see"
        else:
            yield f"{name} was never ended"
        yield from _copies(name, [call for call in accepted if call["method"] in _SENDING], ambiguous)
        failures = sum(call["fault"] in AMBIGUOUS for call in made if call["method"] in _SENDING)
        if ambiguous > failures + scene.witness.leased[row]:
            yield f"{name} counts {ambiguous} ambiguous failures of {failures} and {scene.witness.leased[row]} kills"
    for row, made in calls.items():
        if any(call["ok"] for call in made):
            yield f"message {row} was sent and is not in the database"


def _settles(call: dict[str, Any]) -> bool:
    """An edit that changes nothing stands already; what is gone needs no deleting."""
    said = str(call["description"])
    return "not modified" in said or "message to delete not found" in said or "can't be deleted" in said


def _copies(name: str, accepted: list[dict[str, Any]], ambiguous: int) -> Iterator[str]:
    """Between two accepted copies lies a failure that the bot could not see through: a fault or its death."""
    for earlier, later in pairwise(accepted):
        if earlier["run"] == later["run"] and earlier["fault"] not in AMBIGUOUS:
            yield f"{name} was sent twice by one run without a failure between"
    if len(accepted) > 1 + ambiguous:
        sent = ", ".join(f"line {call['n']} by run {call['run']} ({call['fault']})" for call in accepted)
        yield f"{name} has {len(accepted)} copies after {ambiguous} ambiguous failures: {sent}"


def _histories(scene: Scene) -> Iterator[str]:
    """(d): each claim's events lead from nothing to its state, without a gap."""
    stands = dict(scene.look.ask("SELECT id, state FROM claim"))
    told: dict[int, list[tuple[str, Any, Any]]] = defaultdict(list)
    lines = scene.look.ask(
        'SELECT claim_id, deed, "before", "after" FROM event WHERE claim_id IS NOT NULL ORDER BY id'
    )
    for claim, deed, before, after in lines:
        told[claim].append((deed, _document(before), _document(after)))
    for claim, state in stands.items():
        rebuilt = "open"
        for deed, before, after in told[claim]:
            if "state" in before and before["state"] != rebuilt:
                yield f"claim {claim}: {deed} begins at {before['state']} where the history is at {rebuilt}"
            rebuilt = after.get("state", rebuilt)
        if rebuilt != state:
            yield f"claim {claim} is {state}; its history says {rebuilt}"


def _whole(scene: Scene) -> Iterable[str]:
    """(d): SQLite's own check; PostgreSQL's constraints are checked anew."""
    if scene.look.sqlite:
        found = [str(line) for (line,) in scene.look.ask("PRAGMA integrity_check")]
        broken = [f"foreign key: {line}" for line in scene.look.ask("PRAGMA foreign_key_check")]
        return [*(found if found != ["ok"] else []), *broken]
    return []
