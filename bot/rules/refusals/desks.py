"""Which desk, and who opens one."""

from bot.rules.refusals import Refusal


class NoDeskOfYours(Refusal):
    """You belong to no desk yet. Send /join in your team's group, or /setup in a group or here to open one."""


class NoDeskHere(Refusal):
    """There is no desk in this chat yet. An administrator of the group opens one with /setup."""


class DeskUnclear(Refusal):
    """You belong to several desks. Choose the one you mean, then send it again."""


class DeskOfOne(Refusal):
    """This is a desk of one. Send /setup in a group to open a desk for several people."""


class OnlyAdministrators(Refusal):
    """Only an administrator of this group can open a desk. Ask one of them to send /setup."""


class AnonymousAdministrator(Refusal):
    """You write as the group, so I cannot tell who you are. Switch off "Remain anonymous" in your
    administrator rights, then send it again."""


class OnlyOwners(Refusal):
    """Only the people who run this bot can open a desk. Ask them to send /setup here."""


class TelegramSilent(Refusal):
    """Telegram did not answer when I asked who administers this group. Try again in a minute."""
