"""Every table, imported for its effect on the metadata: migrations compare the database with this."""

from storage.appearances import Appearance
from storage.base import metadata
from storage.cards import Card
from storage.claims import Claim
from storage.contact import Contact
from storage.desks import Desk, Member, Person
from storage.dues import Due
from storage.editions import Digest
from storage.errands import Errand
from storage.events import Event
from storage.floods import SenderAllowance
from storage.heartbeat import Heartbeat
from storage.invitations import Invitation
from storage.media import Media
from storage.mutes import Mute
from storage.outbox import Outbox
from storage.prompts import Prompt
from storage.readings import PastedPart, Reading
from storage.reminders import Reminder
from storage.search import Searchable
from storage.sent import SentMessage
from storage.sources import Source
from storage.updates import Attempt, SeenUpdate, SetAside
from storage.vectors import ClaimVector
from storage.verdicts import Correction, Evidence, Review, Scale, Told, Verdict

__all__ = [
    "Appearance",
    "Attempt",
    "Card",
    "Claim",
    "ClaimVector",
    "Contact",
    "Correction",
    "Desk",
    "Digest",
    "Due",
    "Errand",
    "Event",
    "Evidence",
    "Heartbeat",
    "Invitation",
    "Media",
    "Member",
    "Mute",
    "Outbox",
    "PastedPart",
    "Person",
    "Prompt",
    "Reading",
    "Reminder",
    "Review",
    "Scale",
    "Searchable",
    "SeenUpdate",
    "SenderAllowance",
    "SentMessage",
    "SetAside",
    "Source",
    "Told",
    "Verdict",
    "metadata",
]
