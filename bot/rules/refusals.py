"""Every "no" of the desk: a tiny class whose docstring is the English sentence that the person reads.

The sentence is the key of the catalogues. It says what to do, holds no markup, and leaves room below the
200 characters of a callback alert, so that a longer language and a long name fit as well.
"""

from string import Formatter
from typing import ClassVar


class Refusal(Exception):
    """That cannot be done here. Send /help to see what can."""

    fields: ClassVar[frozenset[str]] = frozenset()
    """The values that the sentence needs."""

    def __init_subclass__(cls) -> None:
        if not cls.__doc__:
            raise TypeError(
                f"{cls.__name__} has no docstring, so nobody could be told (python -OO drops them)"
            )
        cls.fields = frozenset(name for _, name, _, _ in Formatter().parse(cls.__doc__) if name)

    def __init__(self, **values: object) -> None:
        """Takes exactly the values that the sentence names; raises TypeError for others."""
        if values.keys() != self.fields:
            raise TypeError(f"{type(self).__name__} needs {sorted(self.fields)}, got {sorted(values)}")
        self.values = values
        super().__init__(self.sentence.format(**values))

    @property
    def sentence(self) -> str:
        """The English sentence with its placeholders: the key of the catalogues."""
        return sentence_of(type(self))


def sentence_of(refusal: type[Refusal]) -> str:
    """The docstring on one line."""
    return " ".join((refusal.__doc__ or "").split())


def every_refusal() -> list[type[Refusal]]:
    """All of them, in the order of this file."""
    return [refusal for refusal in Refusal.__subclasses__() if refusal.__module__ == __name__]


# Who may


class NotAMember(Refusal):
    """You are not a member of this desk. Send /join in its group to become a checker."""


class Muted(Refusal):
    """A lead of {desk} has muted you: what you send there has no effect. Ask a lead to unmute you."""

    desk_id: int | None = None
    """Which desk: in private it need not be the one that the turn began with."""


class LeadsAreHeard(Refusal):
    """{name} leads this desk. Make them a checker first (/members), then mute them."""


class NotMuted(Refusal):
    """{name} is not muted here. Send /unmute to see who is."""


class WhomToMute(Refusal):
    """Say whom: {example}, or reply to their message in the group with the command alone."""


class ExportFormat(Refusal):
    """Choose a format: {formats}. For example, send {example}."""


class NothingToExport(Refusal):
    """This desk has no claims yet, so there is nothing to export. Send /claim TEXT to queue one."""


class NothingClosed(Refusal):
    """No claim is closed yet, and only closed ones become ClaimReview. Send {example} for the others."""


class NoDeskOfYours(Refusal):
    """You belong to no desk yet. Send /join in your team's group, or /setup in a group or here to open one."""


class NoDeskHere(Refusal):
    """There is no desk in this chat yet. An administrator of the group opens one with /setup."""


class JoinInGroup(Refusal):
    """Send /join in the group of the desk, not here; or ask one of its leads for an invitation."""


class DeskUnclear(Refusal):
    """You belong to several desks. Choose the one you mean, then send it again."""


class OnlyCheckers(Refusal):
    """Only checkers and leads may do that. Ask one of them to do it."""


class OnlyLeads(Refusal):
    """Only leads may do that. Ask a lead of this desk."""


class OnlyAssigneeOrLead(Refusal):
    """Only the person who has this claim, or a lead, may do that. Ask one of them."""


class NotYourOwn(Refusal):
    """Only the person who did that may change it. If you see it differently, say so in a reply."""


class OnlyAdministrators(Refusal):
    """Only an administrator of this group can open a desk. Ask one of them to send /setup."""


class TelegramSilent(Refusal):
    """Telegram did not answer when I asked who administers this group. Try again in a minute."""


class AnonymousAdministrator(Refusal):
    """You write as the group, so I cannot tell who you are. Switch off "Remain anonymous" in your
    administrator rights, then send it again."""


class OnlyOwners(Refusal):
    """Only the people who run this bot can open a desk. Ask them to send /setup here."""


class OnlyInGroup(Refusal):
    """That works only in the desk's group. Send it there."""


class OnlyInPrivate(Refusal):
    """That works only in the private chat with me. Open it and send it there."""


class NotInTheGroup(Refusal):
    """I could not see you among the members of the desk's group. Join the group, then try again."""


class AlreadyAMember(Refusal):
    """You are a member of this desk already. Send /queue to see what waits."""


class LastLead(Refusal):
    """You are the only lead of this desk. Make somebody else a lead with /members first."""


class LastLeadOf(Refusal):
    """You are the only lead of {desk}. Make somebody else a lead first, with /members NAME lead, then send /forget
    again."""


class InvitationUsed(Refusal):
    """This invitation was used already or is too old. Ask a lead for a new one."""


class AlreadyDecided(Refusal):
    """Somebody has decided about that already. Send /members to see who is at the desk."""


class InvitationOff(Refusal):
    """This invitation is off: whoever made it leads no more, or whoever followed it is gone. Send /invite for
    another."""


class RemovedByLead(Refusal):
    """A lead has removed you from this desk. Ask one of them for an invitation."""


class DeskOfOne(Refusal):
    """This is a desk of one. Send /setup in a group to open a desk for several people."""


class PersonNotFound(Refusal):
    """I find nobody called {who} at this desk. They must join first; then use the name that /members shows."""


class PersonAmbiguous(Refusal):
    """Several people at this desk are called {who}. Use the @username instead."""


class CannotCheck(Refusal):
    """{name} is a contributor and cannot take claims. Choose a checker; /members shows who is one."""


class IsMuted(Refusal):
    """{name} is muted here, and could do nothing about it. Choose somebody else, or send /unmute first."""


class UnknownRole(Refusal):
    """There is no role "{word}". Use one of: {roles}."""


# Which claim


class NoSuchClaim(Refusal):
    """There is no claim #{number} at this desk. Send /queue to see what there is."""


class NumberMissing(Refusal):
    """Say which claim: reply to its card, or give its number, like {example}."""


class NumberNotUnderstood(Refusal):
    """I cannot read "{word}" as a claim's number. Write it like {example}."""


class NumberTooLarge(Refusal):
    """No claim has a number that large. Send /queue to see the numbers."""


class NotAClaim(Refusal):
    """That message is not about a claim. Reply to a claim's card, or give its number, like {example}."""


class NoFiles(Refusal):
    """No files are kept with #{number}. Send one as a reply to its card, or give the number of another."""


class SeveralClaims(Refusal):
    """That message is about several claims. Begin your reply with the number you mean, like {example}."""


class WordsMissing(Refusal):
    """Say what to look for, like {example}."""


class NothingFound(Refusal):
    """I found nothing for "{words}". Try fewer or other words."""


class QueueEmpty(Refusal):
    """Nothing waits there. Send /claim with a text to queue something."""


class UnknownFilter(Refusal):
    """There is no list "{word}". Use one of: {filters}."""


# What a claim's life allows


class EmptyClaim(Refusal):
    """There is nothing to check yet. Write it after the command, like /claim The bridge is closed, or
    reply to a message with /claim."""


class TooLong(Refusal):
    """That is too long: at most {limit} characters fit here. Shorten it and send it again."""


class AlreadyTaken(Refusal):
    """#{number} is with {name} already. Send /queue untaken to see what is free."""


class AlreadyYours(Refusal):
    """You have #{number} already. Reply to its card with your verdict."""


class NotTaken(Refusal):
    """Nobody has #{number}. Send /take {number} to take it."""


class NotYoursToRelease(Refusal):
    """#{number} is with {name}. Only {name} or a lead can release it; ask them."""


class InReview(Refusal):
    """#{number} is in review. Agree, ask for changes or disagree under its verdict."""


class ClaimClosed(Refusal):
    """#{number} is closed. Send /correct {number} to correct its verdict, or /reopen {number} and the reason."""


class ClaimDeclined(Refusal):
    """#{number} was declined. Send /reopen {number} with a reason to work on it again."""


class ClaimMerged(Refusal):
    """#{number} was merged into another claim. Work on that one, or send /unmerge {number}."""


class NothingToReopen(Refusal):
    """#{number} is neither closed nor declined. Send /show {number} to see where it stands."""


class NothingToUnmerge(Refusal):
    """#{number} is not merged into another claim. Send /show {number} to see where it stands."""


class NothingToCorrect(Refusal):
    """#{number} is not closed, so there is nothing to correct. Reply to its card with a verdict instead."""


class AlreadyVoid(Refusal):
    """The verdict on #{number} is void. Give it another rating, or send /reopen {number} and the reason."""


class SameRatingAsNow(Refusal):
    """That is the rating which stands. Name another one, or send /correct {number} update and what is new."""


class MergeWithItself(Refusal):
    """A claim cannot be merged into itself. Give two different numbers, like /merge 14 12."""


class MergeInCircle(Refusal):
    """#{other} is part of #{number} already, so it cannot go the other way too. Send /unmerge {other} first."""


class OtherNumberMissing(Refusal):
    """Say which claim it is part of: give two numbers, like {example}."""


class ChangedSince(Refusal):
    """This changed after the message was sent. Send /show {number} to see it as it is now."""


class OldButton(Refusal):
    """This button is too old. Send /queue for new ones."""


# Verdicts and their review


class NoVerdictYet(Refusal):
    """#{number} has no verdict to review yet. Give one by replying to its card, like False: why, with a link."""


class ChangesWanted(Refusal):
    """{name} asked for changes to the verdict on #{number}. Wait for the new version, or reply to the card with a
    verdict of your own."""


class OwnVerdict(Refusal):
    """The verdict on #{number} is your own. Another checker must sign it off."""


class NobodyElse(Refusal):
    """Nobody else here can sign #{number} off. Ask a colleague to /join in the group."""


class AuthorCannotReview(Refusal):
    """{name} gave this verdict, and nobody signs off their own. Choose somebody else."""


class OwnOverrule(Refusal):
    """The verdict on #{number} is your own. Another lead must decide about it."""


class AlreadyAgreed(Refusal):
    """You have agreed to this verdict already. It waits for somebody else."""


class SameRating(Refusal):
    """That is the rating which was given. Press Agree, or name another rating."""


class RatingMissing(Refusal):
    """Begin with a rating: {ratings}. Like {example}."""


class RatingUnknown(Refusal):
    """ "{word}" is no rating of this desk. Use one of: {ratings}."""


class RatingExists(Refusal):
    """There is a rating called {word} already. Give the new one another name."""


class RatingUnreadable(Refusal):
    """ "{words}" cannot be a rating's name. Use words, at most 40 characters, without signs like : or ( in it."""


class TooFewRatings(Refusal):
    """A scale needs at least {limit} ratings. Give it another one first, like /settings scale add Half true."""


class TooManyRatings(Refusal):
    """A scale has at most {limit} ratings. Remove one first, then try again."""


class QualifierUnknown(Refusal):
    """ "{word}" is no qualifier of this desk. Use one of: {qualifiers}."""


class RationaleMissing(Refusal):
    """Why {rating}? Reply with the reason; a link in it counts as evidence."""


class EvidenceMissing(Refusal):
    """A verdict needs evidence. Reply with a link, a file or a forwarded post."""


class NotEvidence(Refusal):
    """I see no link, file or forwarded post in that. Reply with one; a link is like https://example.org."""


class EditedTooLate(Refusal):
    """Your edit changes nothing: somebody has acted on your verdict on #{number}. Reply to its card with a new
    one, or send /correct {number} if it is closed."""


class EditedAway(Refusal):
    """Your edit is no verdict, so the one on #{number} stands. Edit it again, like False: why, with a link, or
    send /undo to take it back."""


class ReasonMissing(Refusal):
    """Say why, like {example}."""


class UnknownCorrection(Refusal):
    """There is no correction "{word}". Use one of: {kinds}."""


class SourceMissing(Refusal):
    """Say who or where, like {example}."""


class UnknownStance(Refusal):
    """I do not know "{word}" as a stance. Use one of: {stances}."""


class NotALink(Refusal):
    """I cannot read "{word}" as a link. Send one that begins with https://, or the source's name."""


class NoSuchSource(Refusal):
    """#{number} has no source {position}. Send /source {number} to see its sources."""


class SourceKnown(Refusal):
    """That is source {position} of #{number} already, with the same stance. Send /source {number} to see it."""


class SourceRepeatsItself(Refusal):
    """A source cannot repeat itself. Say whom it repeats, or that it reports by itself."""


# Times and settings


class UnreadableTime(Refusal):
    """I cannot read "{words}" as a time. Try 2h, this evening, tomorrow 9:00, Monday or 20 November 14:00."""


class TimeMissing(Refusal):
    """Say when, like {example}."""


class TimeInThePast(Refusal):
    """ "{words}" is in the past. Give a time that is still to come, like tomorrow 9:00."""


class SnoozeTooFar(Refusal):
    """That is too far ahead: a claim can sleep for at most {days} days. Give an earlier time, like in 2 weeks."""


class DueTooFar(Refusal):
    """That is too far ahead: a claim can be due within {days} days at most. Give an earlier time, like in 2 weeks."""


class PriorityMissing(Refusal):
    """Say how urgent it is, like {example}. The levels are: {levels}."""


class UnknownPriority(Refusal):
    """There is no priority "{word}". Use one of: {levels}."""


class UnknownSetting(Refusal):
    """There is no setting "{name}". Send /settings to see them all."""


class UnreadableSetting(Refusal):
    """I cannot read "{words}" as a value of {name}. Write it like {example}."""


class UnknownZone(Refusal):
    """I do not know the time zone "{words}". Name a region and a city, like /settings timezone Europe/Kyiv."""


class QuietAllDay(Refusal):
    """Quiet hours cannot fill the whole day, or no reminder would come. Leave an hour at least: send
    {example}."""


class LadderWithoutEnd(Refusal):
    """That ladder has no end: only what is overdue comes again, last and at most once an hour. Write it like
    {example}."""


class LadderTooLong(Refusal):
    """That ladder is too long: {limit} steps at most, within {days} days. Write it like {example}."""


class UnknownLanguage(Refusal):
    """I do not speak "{words}" yet. Choose one of: {languages}."""


class UnreadableDate(Refusal):
    """I cannot read "{words}" as a date. Write it like {example}."""


class NoDigest(Refusal):
    """There is no digest of {date}: the desk is younger. Send /digest for the present state."""


class DigestToCome(Refusal):
    """The digest of {date} is still to come. Send /digest for the present state, or an earlier date like {example}."""


# The rest


class UnknownCommand(Refusal):
    """I do not know {command}. Send /help to see what I can do."""


class NothingToUndo(Refusal):
    """There is nothing to undo. Only your own last step can be undone, within two minutes."""


class TooLateToUndo(Refusal):
    """That can no longer be undone: two minutes have passed, or somebody has acted on it."""


class NothingToCancel(Refusal):
    """I am not waiting for an answer of yours, so there is nothing to cancel."""


class NotYourQuestion(Refusal):
    """This question was put to somebody else. Send /help to see what you can do."""


class QuestionOver(Refusal):
    """This question is over. Send /show {number} and press the button again."""


class SettingsQuestionOver(Refusal):
    """This question is over. Send /settings to begin anew."""


class FileTooBig(Refusal):
    """That file is too big: at most {limit} can be read. Send the text itself, or a smaller file."""


class FileUnreadable(Refusal):
    """I cannot read that file. Send a .txt or .html file, or paste the text."""


class NothingToRead(Refusal):
    """I find no text there. Send or forward what is to be checked."""


class NothingChosen(Refusal):
    """Nothing is chosen. Tap the sentences that should be queued, then press the button again."""


class UnknownFormat(Refusal):
    """There is no export "{word}". Use one of: {formats}."""


# Reading a link


class LinkRefused(Refusal):
    """That link leads into a closed network or to no web page, so I do not open it. Paste the text here instead."""


class LinkGone(Refusal):
    """There is no page at that link (any more). Check the link, or paste the text here instead."""


class LinkTooSlow(Refusal):
    """That page did not come within {seconds} seconds. Try again later, or paste the text here instead."""


class LinkBroken(Refusal):
    """That page could not be fetched: its server does not answer as it should. Paste the text here instead."""


class LinkTooBig(Refusal):
    """That page is bigger than {limit}, so I do not read it. Paste the text here instead."""


class LinkSubscribersOnly(Refusal):
    """That page opens only to subscribers, or turns programs away. Paste the text here instead."""


class LinkEmpty(Refusal):
    """I find no article on that page. Paste the text here instead."""


class LinkNotText(Refusal):
    """That link leads to a file that is no text, so I cannot read it. Paste what it says here instead."""


class LinkIsPdf(Refusal):
    """That link leads to a PDF, which I cannot read. Paste its text here instead."""


class LinkIsPicture(Refusal):
    """That link leads to a picture, a video or a sound, which I cannot read. Type what it says here instead."""


class LinkTooHard(Refusal):
    """That page is built in a way that I cannot read. Paste the text here instead."""
