"""Which addresses Ambit may call: public ones, and the exact exceptions set for it.

Whether Python calls an address global is not enough: it says so of translated
loopback addresses. So embedded IPv4 addresses are decoded, and everything that
is not plainly a public host is refused.
"""

import ipaddress
import socket
from asyncio import get_running_loop
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

HTTPS = "https"
HTTPS_PORT = 443
PORTS = {"http": 80, HTTPS: HTTPS_PORT}
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
COMPATIBLE = ipaddress.IPv6Network("::/96")
# The only block of IPv6 given out to hosts; inside it, what is not for hosts.
GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
NOT_PUBLIC = tuple(
    ipaddress.ip_network(block)
    for block in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "2620:4f:8000::/48",
        "3fff::/20",
    )
)


class AddressRefused(OSError):
    """The address is not one that Ambit may call."""


def check_url(url: str, *, allowed: list[str]) -> None:
    """Refuse a URL that Ambit may not call; names are checked again when dialled.

    `allowed` holds exact scheme://address:port exceptions.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme)
        # As the dialler reads it: it turns other digits and dots into ASCII.
        host = (URL(url).raw_host or "").removesuffix(".")
    except (ValueError, TypeError) as error:
        raise AddressRefused("The URL cannot be read.") from error
    if parts.username is not None or parts.password is not None or not host:
        raise AddressRefused("The URL needs a host and no user.")
    literal = _literal(host)
    if (
        literal is not None
        and f"{parts.scheme}://{_bracketed(literal)}:{port}" in allowed
    ):
        return
    if parts.scheme != HTTPS or port != HTTPS_PORT:
        raise AddressRefused("Only https on port 443 is called.")
    if literal is not None and not is_public(literal):
        raise AddressRefused("The address is not public.")


def is_public(address: Address) -> bool:
    """Whether a host on the public internet can have this address."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = _embedded(address)
        if inner is not None:
            # A translated address is refused even where the inner one is public:
            # where the packet ends up is decided by somebody else's gateway.
            return False
        if address not in GLOBAL_V6:
            return False
    return not any(
        address.version == block.version and address in block for block in NOT_PUBLIC
    )


class PublicResolver(AbstractResolver):
    """Resolves names for the connector, which dials exactly what was checked.

    One address that is not public spoils the name; so does a resolver's error.
    """

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await get_running_loop().getaddrinfo(
            host, port, family=family, type=socket.SOCK_STREAM
        )
        results = [
            ResolveResult(
                hostname=host,
                host=str(where[0]),
                port=port,
                family=kind,
                proto=protocol,
                flags=int(socket.AI_NUMERICHOST),
            )
            for kind, _type, protocol, _name, where in found
        ]
        if not results or not all(_may_dial(result["host"]) for result in results):
            raise AddressRefused("The name does not lead to public addresses only.")
        return results

    async def close(self) -> None:
        """Nothing is held."""


def _may_dial(host: str) -> bool:
    try:
        return is_public(ipaddress.ip_address(host))
    except ValueError:
        return False


def _literal(host: str) -> Address | None:
    """Return the address when the host is one, in any spelling a dialler accepts."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        pass
    try:
        # 127.1, 0x7f000001 and 2130706433 are spellings of an address, too.
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except OSError:
        return None


def _bracketed(address: Address) -> str:
    return (
        f"[{address}]" if isinstance(address, ipaddress.IPv6Address) else str(address)
    )


def _embedded(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address in NAT64 or address in COMPATIBLE:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if address.teredo is not None:
        return address.teredo[1]
    return address.ipv4_mapped or address.sixtofour
