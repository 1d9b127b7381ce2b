"""Which addresses a stranger's link may lead to: those of the open internet, and no others.

Whoever sends a link decides where the bot connects to, so everything that is not global is refused: this
machine, the network around it, and IPv6 forms that carry such an address inside them.
"""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

_NAT64 = IPv6Network("64:ff9b::/96")
"""The last 32 bits are an IPv4 address (RFC 6052)."""
_NEVER = (
    IPv6Network("64:ff9b:1::/48"),  # local NAT64, RFC 8215
    IPv6Network("fec0::/10"),  # site-local, RFC 3879
    IPv6Network("5f00::/16"),  # segment routing, RFC 9602
    IPv6Network("3fff::/20"),  # documentation, RFC 9637
)


def is_global(address: str) -> bool:
    """Whether a connection to this address, or to one that it carries inside, leaves for the open internet.

    False for what is no address at all.
    """
    try:
        parsed = ip_address(address.strip("[]"))
    except ValueError:
        return False
    if isinstance(parsed, IPv4Address):
        return _open(parsed)
    if parsed.scope_id is not None or any(parsed in network for network in _NEVER):
        return False
    inside = list(_carried(parsed))
    # What is mapped or translated is an IPv4 connection; the others must be global by themselves too.
    outside = parsed.ipv4_mapped is not None or parsed in _NAT64 or _open(parsed)
    return outside and all(_open(one) for one in inside)


def _open(address: IPv4Address | IPv6Address) -> bool:
    return address.is_global and not (
        address.is_multicast
        or address.is_reserved
        or address.is_unspecified
        or address.is_loopback
        or address.is_link_local
        or address.is_private
    )


def _carried(address: IPv6Address) -> Iterator[IPv4Address]:
    """The IPv4 addresses inside: mapped, 6to4, Teredo, NAT64, ISATAP."""
    if address.ipv4_mapped is not None:
        yield address.ipv4_mapped
        return
    if address.sixtofour is not None:
        yield address.sixtofour
    if address.teredo is not None:
        yield from address.teredo
    last = IPv4Address(int(address) & 0xFFFF_FFFF)
    isatap = (int(address) >> 32) & 0xFCFF_FFFF == 0x0000_5EFE
    if isatap or address in _NAT64:
        yield last
