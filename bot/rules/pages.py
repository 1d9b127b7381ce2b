"""Which page a link leads to, so that one article is one appearance however its link was shared.

The key is a link without its scheme. What differs between two links to one page is taken out: tracking, the
mobile and AMP forms, wrappers of search engines and social networks, the forms of `t.me`.
"""

import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from bot.rules.links import copied_page, plain_host
from bot.rules.origins import TELEGRAM, registered

_TRACKING = re.compile(
    r"utm_.*|at_.*|ns_.*|guce_.*|vero_.*|oly_.*|mc_[ce]id|hsa_.*|pk_.*|mtm_.*|piwik_.*|stm_.*"
    r"|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|ymclid|ttclid|twclid|_openstat|igshid?|igsh|mkt_tok"
    r"|cmp|cmpid|ocid|smid|smtyp|s_cid|wt_mc|wtmc|icid|intcid|xtor|ito|tpcc|trk|trkcampaign|spm|_ga|_gl|guccounter"
    r"|ref|ref_src|ref_url|referrer|feature|si|share|sharesource|shared|traffic_source|sfnsn|mibextid|rdid"
    r"|__twitter_impression|amp|amp_.*|usqp|outputtype|hss_channel|soc_.*|partner|src_.*|__tn__|__cft__.*",
    re.IGNORECASE,
)
"""Parameters that say who shared a link and never what it leads to."""

_FORMS = frozenset({"www", "www2", "m", "mobile", "mobi", "amp", "touch", "wap", "lite", "edition-m"})
"""Labels of hosts for another screen, with the same pages behind them."""

_AMP_CACHE = re.compile(r"/[a-z](?:/s)?/(.+)")
_GOOGLE_AMP = re.compile(r"/amp(?:/s)?/(.+)")
_AMP_END = re.compile(r"(?:/amp|/amp\.html?|/amp/1|\.amp)$|\.amp(?=\.html?$)", re.IGNORECASE)
_AMP_START = re.compile(r"^/amp(?=/[^/])", re.IGNORECASE)
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.IGNORECASE)
_STATUS = re.compile(r"(?:^|/)status(?:es)?/(\d+)")
_VIDEO = re.compile(r"^/(?:watch|shorts|live|embed|v)/([\w-]+)")

_WRAPPERS = {"google": ("q", "url"), "facebook": ("u",), "t": ("url",), "vk": ("to",), "instagram": ("u",)}
"""Sites that lead on to a page named in a parameter, by the first label of their domain."""
_WRAPPING = ("/url", "/l.php", "/iv", "/away.php", "/")
_UNWRAPPED = 3
"""Wrappers in wrappers that are looked into."""


def page_of(link: str) -> str:
    """The key of the page: equal for two links to one page. A text that is no link is its own key."""
    for _ in range(_UNWRAPPED):
        inner = _unwrapped(link)
        if inner is None:
            break
        link = inner
    try:
        parts = urlsplit(link.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return link.strip()
    if parts.scheme not in ("http", "https") or not host:
        return link.strip()
    host = plain_host(host)
    domain = registered(host)
    path = _plain_path(parts.path)
    if domain in TELEGRAM:
        return _of_telegram(host, domain, path)
    if domain in ("x.com", "twitter.com") and (status := _STATUS.search(path)):
        return f"x.com/status/{status[1]}"
    if (video := _video(domain, path, parts.query)) is not None:
        return f"youtube.com/watch/{video}"
    host = _without_forms(host, domain)
    if port not in (None, 80, 443):
        host = f"{host}:{port}"
    fragment = f"#{parts.fragment}" if parts.fragment[:1] in ("!", "/") else ""
    return host + path + _plain_query(parts.query) + fragment


def _unwrapped(link: str) -> str | None:
    """The link that this one only leads on to, if it is of that kind."""
    try:
        parts = urlsplit(link.strip())
        host = plain_host(parts.hostname or "")
    except ValueError:
        return None
    if host == "web.archive.org":
        return copied_page(link)
    if host.endswith(".cdn.ampproject.org") and (inside := _AMP_CACHE.fullmatch(parts.path)):
        return f"https://{inside[1]}"
    domain = registered(host) if host else ""
    site = domain.partition(".")[0]
    if site == "google" and (inside := _GOOGLE_AMP.fullmatch(parts.path)):
        return f"https://{inside[1]}"
    led_by = host != domain or site not in ("facebook", "vk", "instagram") or parts.path != "/"
    if site in _WRAPPERS and led_by and parts.path in _WRAPPING:
        named = dict(parse_qsl(parts.query))
        for name in _WRAPPERS[site]:
            if named.get(name, "").startswith(("http://", "https://")):
                return named[name]
    return None


def _without_forms(host: str, domain: str) -> str:
    """Without `www`, `m`, `amp`, … before the registered domain, also in between: `en.m.wikipedia.org`."""
    labels = host.removesuffix(domain).rstrip(".").split(".")
    return ".".join([*(label for label in labels if label and label not in _FORMS), domain])


def _plain_path(path: str) -> str:
    """One spelling of a path: percent signs where they are needed, no doubled or last slash, no AMP."""
    path = quote(unquote(path), safe="/:@!$&'()*+,;=~-._")
    path = re.sub(r"/{2,}", "/", path).rstrip("/")
    path = _AMP_START.sub("", _AMP_END.sub("", path))
    return _INDEX.sub("", path).rstrip("/")


def _plain_query(query: str) -> str:
    kept = [
        (name, value)
        for name, value in parse_qsl(query, keep_blank_values=True)
        if not _TRACKING.fullmatch(name) and (name.casefold(), value.casefold()) != ("output", "amp")
    ]
    return f"?{urlencode(sorted(kept))}" if kept else ""


def _of_telegram(host: str, domain: str, path: str) -> str:
    """`t.me/name/7` for every form of a post's link: `/s/`, `name.t.me`, a topic's number in between."""
    subdomain = host.removesuffix(domain).rstrip(".").removeprefix("www")
    parts = [part for part in path.split("/") if part]
    if subdomain:
        parts = [subdomain, *parts]
    if parts[:1] == ["s"] and len(parts) > 1:
        parts = parts[1:]
    private = parts[:1] == ["c"]
    head, numbers = parts[: 1 + private], parts[1 + private :]
    if len(numbers) == 2 and all(number.isdecimal() for number in numbers):
        # A post in a topic: its own number is unique in the group.
        numbers = numbers[1:]
    return "/".join(["t.me", *(part.casefold() for part in head), *numbers])


def _video(domain: str, path: str, query: str) -> str | None:
    if domain == "youtu.be":
        return path.strip("/").partition("/")[0] or None
    if domain not in ("youtube.com", "youtube-nocookie.com"):
        return None
    named = dict(parse_qsl(query)).get("v") if path == "/watch" else None
    found = _VIDEO.match(path)
    return named or (found[1] if found else None)
