"""Links that are followed."""

from bot.rules.refusals import Refusal


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
