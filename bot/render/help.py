"""Every command with its words: for /help, and for Telegram's menus."""

from dataclasses import dataclass

from markupsafe import Markup

from bot.render.messages import Message, lines
from bot.rules.permissions import allowed
from bot.texts import Texts
from storage.vocabulary import Deed, Role


@dataclass(frozen=True, slots=True)
class Command:
    """One command: what it is called, how it is used, the deed that it does (None: anyone may)."""

    name: str
    usage: str
    """With the words that stand for what is to be put in: English, and a key of the catalogues."""
    words: str
    """What it does: English, and a key of the catalogues."""
    deed: Deed | None
    in_group: bool = False
    """Shown in a group's menu too."""


def _(words: str) -> str:
    """Marks a sentence for the catalogues where it cannot be translated yet."""
    return words


COMMANDS: tuple[Command, ...] = (
    Command(
        "claim",
        _("/claim TEXT"),
        _("queue a claim: a text, or reply to a message"),
        Deed.SUBMIT,
        in_group=True,
    ),
    Command("queue", "/queue", _("what waits, most urgent first"), Deed.READ, in_group=True),
    Command("mine", "/mine", _("what you have taken"), Deed.READ, in_group=True),
    Command(
        "show", _("/show N [files]"), _("a claim's card, or the files kept with it"), Deed.READ, in_group=True
    ),
    Command(
        "find", _("/find WORDS"), _("search claims, sources, verdicts and notes"), Deed.READ, in_group=True
    ),
    Command("take", _("/take N"), _("take a claim"), Deed.TAKE),
    Command("release", _("/release N"), _("give a claim back to the queue"), Deed.TAKE),
    Command(
        "verdict",
        _("/verdict N RATING: why, link"),
        _("give a verdict; replying to the card does the same"),
        Deed.RECORD_VERDICT,
    ),
    Command("agree", _("/agree N"), _("sign a verdict off"), Deed.AGREE),
    Command("changes", _("/changes N WHY"), _("ask for changes to a verdict"), Deed.ASK_FOR_CHANGES),
    Command(
        "disagree", _("/disagree N RATING: why"), _("give another rating; a lead decides"), Deed.DISAGREE
    ),
    Command(
        "source",
        _("/source N confirms LINK"),
        _("add a source: reports, repeats … of …, confirms or denies; /source N shows them"),
        Deed.ADD_SOURCE,
    ),
    Command("snooze", _("/snooze N WHEN"), _("no reminders until then"), Deed.TAKE),
    Command("due", _("/due N WHEN"), _("when a verdict is needed"), Deed.TAKE),
    Command("priority", _("/priority N LEVEL"), _("low, normal, high or urgent"), Deed.TAKE),
    Command("decline", _("/decline N WHY"), _("not checkable, or out of scope"), Deed.DECLINE),
    Command(
        "correct", _("/correct N KIND WHY"), _("correct a closed claim; everybody told is told"), Deed.CORRECT
    ),
    Command("reopen", _("/reopen N WHY"), _("work on a finished claim again"), Deed.REOPEN),
    Command("merge", _("/merge A B"), _("A and B are the same: A becomes part of B"), Deed.MERGE),
    Command("unmerge", _("/unmerge A"), _("A is a claim of its own after all"), Deed.UNMERGE),
    Command("history", _("/history N"), _("who did what, when"), Deed.READ),
    Command("assign", _("/assign N @WHO"), _("give a claim to somebody"), Deed.ASSIGN),
    Command("overrule", _("/overrule N RATING: why"), _("decide a verdict as a lead"), Deed.OVERRULE),
    Command("digest", "/digest", _("the digest as it would be now"), Deed.READ_DIGEST),
    Command("members", "/members", _("who is at the desk; change a role, remove"), Deed.MANAGE_MEMBERS),
    Command(
        "mute",
        _("/mute @WHO"),
        _("nothing they send has an effect; or reply to their message"),
        Deed.MANAGE_MEMBERS,
    ),
    Command("unmute", _("/unmute @WHO"), _("hear somebody again; alone: who is muted"), Deed.MANAGE_MEMBERS),
    Command(
        "invite",
        _("/invite ROLE"),
        _("a link for one person: contributor, checker or lead"),
        Deed.MANAGE_MEMBERS,
    ),
    Command(
        "settings",
        "/settings",
        _("your own reminders and quiet hours; as a lead, all that the desk decides"),
        Deed.READ,
    ),
    Command("export", _("/export FORMAT"), _("everything as a file: csv, jsonl or claimreview"), Deed.EXPORT),
    Command("status", "/status", _("what could not be sent, and why"), Deed.READ_STATUS),
    Command("join", "/join", _("become a checker, in the desk's group"), None, in_group=True),
    Command("setup", "/setup", _("open a desk here"), None, in_group=True),
    Command("language", _("/language CODE"), _("the language I speak with you"), None),
    Command("undo", "/undo", _("take your last step back, within two minutes"), Deed.UNDO),
    Command("cancel", "/cancel", _("forget what I asked you"), None),
    Command("forget", "/forget", _("erase what I know about you"), None),
    Command("help", "/help", _("what you can do here"), None, in_group=True),
)


PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        _("Claims"),
        (
            *("claim", "queue", "mine", "show", "find", "take", "release", "source"),
            *("snooze", "due", "priority", "decline", "reopen", "merge", "unmerge", "history"),
        ),
    ),
    (_("Verdicts"), ("verdict", "agree", "changes", "disagree", "overrule", "correct")),
    (
        _("The desk"),
        (
            "assign",
            "digest",
            "members",
            "invite",
            "mute",
            "unmute",
            "settings",
            "export",
            "status",
            "join",
            "setup",
        ),
    ),
    (_("You"), ("undo", "cancel", "language", "forget", "help")),
)
"""The commands of /help under headings, so that a phone's reader finds one."""

_FOR_NEWCOMERS = ("join", "setup")


def help_message(t: Texts, role: Role | None, *, desk: str | None, private: bool, first: bool) -> Message:
    """Explains the desk; lists only what this role may do."""
    known = {
        command.name: Markup("{} – {}").format(t.isolated(t.plain(command.usage)), t(command.words))
        for command in COMMANDS
        if (command.deed is None or allowed(role, command.deed, own=True))
        and (role is None or command.name not in _FOR_NEWCOMERS)
    }
    shown: list[Markup] = []
    for heading, names in PARTS:
        if offered := [known[name] for name in names if name in known]:
            shown += [Markup("\n<b>{}</b>").format(t(heading)), *offered]
    intro = t(
        "<b>Second Source</b> is a verification desk. Claims are queued, taken, checked and signed off by"
        " replying in the chat."
    )
    if role is None:
        how = t(
            "You belong to no desk yet. Send /join in your team's group, or /setup in a group or here to open one."
        )
    else:
        how = t(
            "You are a {role} of <b>{desk}</b>. Forward a post or paste an article here to queue claims; reply to a"
            " claim's card with <i>False: why, with a link</i> to give a verdict.",
            role=_role(t, role),
            desk=desk or "",
        )
    privacy = (
        t("Please note: chats with bots are not end-to-end encrypted. Do not send what must stay secret.")
        if first
        else None
    )
    return Message(lines(intro, how, *shown, Markup("\n") + privacy if privacy else None))


def _role(t: Texts, role: Role) -> str:
    words = {
        Role.CONTRIBUTOR: t.plain("contributor"),
        Role.CHECKER: t.plain("checker"),
        Role.LEAD: t.plain("lead"),
    }
    return words[role]
