"""Links in a text, as people paste them: in brackets, at the end of a sentence, several in a row."""

import re
from urllib.parse import urlsplit

# What ends a link: blanks, angle brackets, quotes, and the invisible characters that come with a paste.
_LINK = re.compile(r'https?://[^\s<>"“”«»\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+', re.IGNORECASE)
_HOST = re.compile(r"https?://(?:[^/?#@]*@)?(?:[^\W_]|\[)", re.IGNORECASE)
_KEY = re.compile(r'(?<=://)[^\s/?#<>"“”«»]*@')
_ARCHIVED = re.compile(r"/web/[0-9]{1,14}[a-z_]{0,4}/(https?):/{1,2}", re.IGNORECASE)
_TRAILING = frozenset(".,;:!?'’*_~…·|،؛؟。、，！？：；")
_CLOSING = {")": "(", "]": "[", "}": "{"}


def find_links(text: str) -> tuple[str, ...]:
    """Every http(s) link in the order of the text, each once, without the punctuation that follows it."""
    links = (_trimmed(match[0]) for match in _LINK.finditer(text))
    return tuple(dict.fromkeys(link for link in links if _is_link(link)))


def host_of(link: str) -> str | None:
    """The host of an http(s) link, without `www.`; None for anything else, also for what only looks like
    one (`https://[oops`)."""
    try:
        parts = urlsplit(link)
        host = parts.hostname
    except ValueError:  # brackets without an address; letters that turn into `/`, `@` or `:` when folded
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    return host.removeprefix("www.") or host


def without_passwords(text: str) -> str:
    """The text with the user and the password taken out of every link: `https://ana:secret@a.example` opens what is
    not everybody's, and leads to the same page without them."""
    return _KEY.sub("", text)


def plain_host(host: str) -> str:
    """In lower case, without the root's dot, letters of other scripts as they are read."""
    host = host.casefold().rstrip(".")
    try:
        return host.encode("ascii").decode("idna") if "xn--" in host else host
    except UnicodeError:
        return host


def copied_page(link: str) -> str | None:
    """The page of which the Internet Archive keeps a copy; the innermost, where copies were copied."""
    found = list(_ARCHIVED.finditer(link))
    return f"{found[-1][1]}://{link[found[-1].end() :]}" if found else None


def without_links(text: str) -> str:
    """The text with every link taken out."""
    return _LINK.sub(lambda match: _kept(match[0]), text)


def is_link_only(text: str) -> bool:
    """Whether the text is one link or several, and no words."""
    return bool(find_links(text)) and not says_something(text)


def says_something(text: str) -> bool:
    """Whether any letter or digit stands outside the links."""
    return any(character.isalnum() for character in without_links(text))


def _kept(found: str) -> str:
    """What of a match is not the link: the punctuation after it, or all, where it was none."""
    link = _trimmed(found)
    return " " + found[len(link) :] if _is_link(link) else found


def _is_link(found: str) -> bool:
    return _HOST.match(found) is not None and host_of(found) is not None


def _trimmed(found: str) -> str:
    """The link without trailing punctuation; a closing bracket stays where it was opened inside the link."""
    surplus = {closing: found.count(closing) - found.count(opening) for closing, opening in _CLOSING.items()}
    end = len(found)
    while end:
        last = found[end - 1]
        if last in _CLOSING and surplus[last] > 0:
            surplus[last] -= 1
        elif last not in _TRAILING:
            break
        end -= 1
    return found[:end]
