import asyncio
import ipaddress
import socket

import pytest

from consent.outbound.addresses import (
    AddressRefused,
    PublicResolver,
    check_url,
    is_public,
)

NOT_PUBLIC = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.255 127.0.0.1 127.255.0.1
169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.170 192.0.2.1 192.88.99.1
192.168.0.1 192.168.255.255 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1
239.255.255.255 240.0.0.1 255.255.255.255
:: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:8.8.8.8 64:ff9b::7f00:1
64:ff9b::808:808 64:ff9b:1::1 100::1 2001::1 2001:2::1 2001:10::1 2001:20::1 2001:db8::1
2002:7f00:1::1 2002:808:808::1 3fff::1 5f00::1 fc00::1 fd00::1 fe80::1 fec0::1 ff02::1
ff0e::1 4000::1 2001:0:4136:e378:8000:63bf:3fff:fdd2
"""
PUBLIC = "1.1.1.1 8.8.8.8 93.184.216.34 172.32.0.1 2606:4700::1111 2a00:1450:4001::1"


@pytest.mark.parametrize("address", NOT_PUBLIC.split())
def test_address_that_is_not_plainly_public_is_refused(address):
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", PUBLIC.split())
def test_public_address_may_be_called(address):
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "https://example.org:8443/",
        "https://user@example.org/",
        "https://user:word@example.org/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://0177.0.0.1/",
        "https://127.0.0.1./",
        "https://127。0。0。1/",
        "https://\uff11\uff12\uff17.\uff10.\uff10.\uff11/",
        "https://①②⑦.⓪.⓪.①/",
        "https://\uff11\uff16\uff19.254.169.254/latest/meta-data",
        "https://127.0.0.1\\.example.org/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://169.254.169.254/latest/meta-data",
        "ftp://example.org/",
        "file:///etc/passwd",
        "https:///nowhere",
        "https://example.org:port/",
        "https://[::1/",
        "",
        "http://127.0.0.1:8802/",
        "http://127.0.0.2:8801/",
        "https://127.0.0.1:8801/",
        "http://localhost:8801/",
        "http://u@127.0.0.1:8801/",
    ],
)
def test_url_that_may_not_be_called_is_refused(url):
    with pytest.raises(AddressRefused):
        check_url(url, allowed=["http://127.0.0.1:8801"])


@pytest.mark.parametrize(
    "url",
    ["https://example.org/hook", "https://8.8.8.8/", "http://127.0.0.1:8801/hook"],
)
def test_url_that_may_be_called_passes(url):
    check_url(url, allowed=["http://127.0.0.1:8801"])


@pytest.mark.parametrize("answer", [["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], []])
def test_one_bad_address_spoils_a_name(monkeypatch, answer):
    async def resolve():
        async def getaddrinfo(*_args, **_kwargs):
            return [
                (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443))
                for address in answer
            ]

        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo)
        await PublicResolver().resolve("example.org", 443)

    with pytest.raises(AddressRefused):
        asyncio.run(resolve())


def test_a_name_that_does_not_resolve_is_refused():
    with pytest.raises(OSError, match=r"."):
        asyncio.run(PublicResolver().resolve("nobody.invalid", 443))
