"""Connections to platforms: dialled where checked, never for long, remembering nothing."""

import ssl
from weakref import WeakKeyDictionary

import aiohttp
from aiohttp.connector import Connection
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from consent.durations import seconds
from consent.outbound.addresses import AddressRefused, PublicResolver

KEEP_OPEN_SECONDS = 30
# However busy, a connection is dialled anew after this: a name that has moved to
# another address is then looked up, and checked, again.
OLDEST_SECONDS = 60
LONGEST_HEADER = 8 * 1024
MOST_HEADERS = 128
HEADERS = {
    "Content-Type": "application/json",
    "Accept": "application/json",
    # An answer that unpacks to a thousand times its size is never unpacked.
    "Accept-Encoding": "identity",
    "User-Agent": "Ambit",
}
CODES: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
    ((AddressRefused, aiohttp.InvalidURL), "address_refused"),
    ((TimeoutError,), "timeout"),
    ((aiohttp.ClientSSLError, ssl.SSLError), "tls"),
    ((aiohttp.ClientConnectorError,), "unreachable"),
    ((aiohttp.ClientConnectionError, OSError), "connection"),
    ((Exception,), "protocol"),
)


class PeerResponse(aiohttp.ClientResponse):
    """An answer that remembers whom it came from, even after the connection is gone."""

    peer: str | None = None
    ages: WeakKeyDictionary[object, float] = WeakKeyDictionary()

    async def start(self, connection: Connection) -> aiohttp.ClientResponse:
        transport, protocol = connection.transport, connection.protocol
        if transport is not None and protocol is not None:
            peer = transport.get_extra_info("peername")
            self.peer = str(peer[0]) if peer else None
            now = self._loop.time()
            if now - self.ages.setdefault(transport, now) > OLDEST_SECONDS:
                protocol.force_close()
        return await super().start(connection)


def open_session(tls: ssl.SSLContext) -> aiohttp.ClientSession:
    """Open the session of a process; deadlines are whoever's who calls.

    It follows nothing, unpacks nothing, keeps no cookie, and reads neither proxies
    nor passwords from its environment.
    """
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(
            limit=0,
            use_dns_cache=False,
            resolver=PublicResolver(),
            keepalive_timeout=KEEP_OPEN_SECONDS,
            ssl=tls,
        ),
        timeout=aiohttp.ClientTimeout(
            total=None, sock_connect=seconds("CONNECT_SECONDS")
        ),
        headers=HEADERS,
        response_class=PeerResponse,
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        trust_env=False,
        max_line_size=LONGEST_HEADER,
        max_field_size=LONGEST_HEADER,
        max_headers=MOST_HEADERS,
    )


def make_tls() -> ssl.SSLContext:
    """Return what we ask of a platform's certificate, with our own to show.

    Raises ImproperlyConfigured when the portal's own certificate cannot be read: a
    platform that asks for it would otherwise get nothing, change by change.
    """
    tls = ssl.create_default_context()
    tls.minimum_version = ssl.TLSVersion.TLSv1_2
    if settings.CLIENT_CERTIFICATE:
        try:
            tls.load_cert_chain(
                settings.CLIENT_CERTIFICATE, settings.CLIENT_CERTIFICATE_KEY or None
            )
        except (OSError, ssl.SSLError) as error:
            raise ImproperlyConfigured(
                "OUTBOUND_CLIENT_CERTIFICATE and OUTBOUND_CLIENT_CERTIFICATE_KEY must "
                f"be readable PEM files that belong together: {error}"
            ) from error
    return tls


def code_of(failure: Exception) -> str:
    """Name what went wrong; the first kind that fits, the most exact ones first."""
    if isinstance(failure, aiohttp.ClientConnectorError) and isinstance(
        failure.os_error, AddressRefused
    ):
        return "address_refused"
    if isinstance(failure.__cause__, ssl.SSLError):
        # A peer may refuse our certificate only after it seemed to agree.
        return "tls"
    return next(code for kinds, code in CODES if isinstance(failure, kinds))
