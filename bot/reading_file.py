"""`secondsource read`: what would be found in a file, without a bot, a desk or a database."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from bot.actions.readings import find_claims, is_chosen_first
from bot.rules.documents import MOST_BYTES, Document, document_of, is_page
from bot.rules.refusals.readings import FileTooBig, FileUnreadable, NothingToRead
from bot.rules.spotting import REASONS, Pick


class Unreadable(Exception):
    """The file cannot be read for claims. The message is one sentence."""


def read_file(name: str) -> Document:
    """The text of the file with this name, or of the standard input where it is `-`."""
    where = "the standard input" if name == "-" else name
    try:
        if name == "-":
            content = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                content = file.read(MOST_BYTES + 1)
        return document_of(content, html=is_page(name, None) or None)
    except OSError as error:
        raise Unreadable(
            f"{where} cannot be read ({error.strerror}): check the name and your rights."
        ) from None
    except FileTooBig:
        raise Unreadable(f"{where} is too big: at most 1 MB is read; cut it into parts.") from None
    except NothingToRead:
        raise Unreadable(f"{where} holds no text: give a .txt or .html file.") from None
    except FileUnreadable:
        raise Unreadable(f"{where} is no text: give a .txt or .html file.") from None


def found_as_json(document: Document) -> str:
    """What was found as one JSON array, those most in need of checking first."""
    picks = [{**asdict(pick), "chosen": is_chosen_first(pick)} for pick in find_claims(document.text)]
    return json.dumps(picks, ensure_ascii=False, indent=2)


def found_as_lines(document: Document) -> list[str]:
    """The same for people: what would be chosen has a check mark."""
    picks = find_claims(document.text)
    lines = [document.title] if document.title else []
    if not picks:
        return [*lines, "Nothing found that could be checked."]
    for number, pick in enumerate(picks, 1):
        mark = "✓" if is_chosen_first(pick) else " "
        lines.append(f"{mark} {number:>2}. [{pick.score:.2f}] {pick.text}")
        if pick.claimant:
            lines.append(f"        claimant: {pick.claimant}")
        if pick.reasons:
            lines.append(f"        why: {_why(pick)}")
    # A file must not steer the terminal that it is shown on.
    return [
        "".join(character if character.isprintable() else "\ufffd" for character in line) for line in lines
    ]


def _why(pick: Pick) -> str:
    return "; ".join(
        f"{REASONS[reason.key]} (“{reason.words}”)" if reason.words else REASONS[reason.key]
        for reason in pick.reasons
    )
