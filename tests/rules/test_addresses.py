"""Where a stranger's link may lead: to the open internet alone."""

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bot.rules.addresses import is_global

OPEN = [
    "8.8.8.8",
    "93.184.216.34",
    "2606:4700::1111",
    "::ffff:8.8.8.8",
    "2002:808:808::1",
    "64:ff9b::808:808",
]

CLOSED = [
    *("127.0.0.1", "127.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1"),
    *("169.254.169.254", "100.64.0.1", "0.1.2.3", "192.0.0.1", "192.0.2.1", "198.18.0.1"),
    *("198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1", "fec0::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:0:127.0.0.1", "::127.0.0.1"),
    *("2002:7f00:1::", "2002:a00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "64:ff9b::7f00:1"),
    *("64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2606:4700::5efe:7f00:1", "2606:4700::200:5efe:10.0.0.1"),
    *("3fff::1", "100::1", "", "localhost", "example.org", "[::1]", "2130706433", "0x7f.1"),
]


@pytest.mark.parametrize("address", OPEN)
def test_open(address: str) -> None:
    assert is_global(address)


@pytest.mark.parametrize("address", CLOSED)
def test_closed(address: str) -> None:
    assert not is_global(address)


@settings(deadline=None)
@given(some.integers(0, 2**32 - 1))
def test_what_is_closed_is_closed_in_every_dress(number: int) -> None:
    plain = IPv4Address(number)
    for dressed in (
        IPv6Address(0xFFFF << 32 | number),
        IPv6Address(0x0064_FF9B << 96 | number),
        IPv6Address(0x2002 << 112 | number << 80),
        IPv6Address(0x2606_4700 << 96 | 0x5EFE << 32 | number),
    ):
        if not is_global(str(plain)):
            assert not is_global(str(dressed)), dressed
