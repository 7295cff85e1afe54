"""F18: platforms whose certificates or protocols are not good enough; and our own.

Real TLS on real sockets in this process: nothing of it depends on which process dials.
"""

import asyncio
import ipaddress
import socket
import ssl
import threading
import warnings
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.core.exceptions import ImproperlyConfigured

from consent.outbound import postman as postman_module
from consent.outbound.postman import Letter, Postman
from consent.publishing.drain import drain
from consent.publishing.models import Delivery, DeliveryAttempt
from tests.faults import hostile
from tests.faults.hostile import Hostile
from tests.publishing.rows import make_link, make_platform, make_secret, tell

pytestmark = pytest.mark.faults
DAY = timedelta(days=1)
HERE = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))


class Authority:
    """An authority that issues certificates, good and bad ones."""

    def __init__(self, directory, name):
        self.directory = directory
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.path = directory / f"{name}.pem"
        own = self._sign(self.name, self.key, days=(-2, 2), names=(), is_ca=True)
        self.path.write_bytes(own.public_bytes(serialization.Encoding.PEM))

    def issue(self, name, *, days=(-2, 2), names=(HERE,), key=None):
        """Write a key and its certificate into one file."""
        key = key or ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        certificate = self._sign(subject, key, days=days, names=names)
        path = self.directory / f"{name}.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        return path

    def _sign(self, subject, key, *, days, names, is_ca=False):
        now = datetime.fromtimestamp(self.directory.stat().st_ctime, tz=UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + days[0] * DAY)
            .not_valid_after(now + days[1] * DAY)
            .add_extension(x509.BasicConstraints(is_ca, None), critical=True)
        )
        if names:
            builder = builder.add_extension(
                x509.SubjectAlternativeName(names), critical=False
            )
            builder = builder.add_extension(
                x509.ExtendedKeyUsage(
                    [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
                ),
                critical=False,
            )
        return builder.sign(self.key, hashes.SHA256())


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("tls"), "authority")


@pytest.fixture(autouse=True)
def trusted(authority, monkeypatch):
    """The machine trusts this authority, as it does the public ones."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.path))


@pytest.fixture
def serve(settings):
    servers = []

    def start(certificate, **options):
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate)
        for name, value in options.items():
            setattr(tls, name, value)
        servers.append(Hostile(hostile.confirm, tls=tls))
        settings.OUTBOUND_ALLOWED = [*settings.OUTBOUND_ALLOWED, servers[-1].origin]
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def fresh_postman(monkeypatch):
    """A postman made after the machine learnt whom to trust."""
    made = Postman()
    monkeypatch.setattr(postman_module, "_postman", made)
    yield made
    made.close()


def send(url):
    postman = Postman()
    letter = Letter(key=1, url=url, headers={}, body=b'{"data":{"version":7}}')
    try:
        return asyncio.run_coroutine_threadsafe(
            postman.deliver(letter), postman.loop
        ).result(30)
    finally:
        postman.close()


def test_f18_good_certificate_is_accepted(authority, serve):
    server = serve(authority.issue("good"))

    assert (send(server.url).status, len(server.asked)) == (200, 1)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("expired", {"days": (-2, -1)}),
        ("not-yet", {"days": (1, 2)}),
        ("other-host", {"names": [x509.DNSName("platform.example.org")]}),
        (
            "other-address",
            {"names": [x509.IPAddress(ipaddress.ip_address("127.0.0.2"))]},
        ),
        ("no-name", {"names": ()}),
    ],
)
def test_f18_bad_certificate_gets_no_letter(authority, serve, name, options):
    server = serve(authority.issue(name, **options))

    assert send(server.url).error == "tls"
    assert server.asked == []


def test_f18_certificate_of_an_unknown_authority_gets_no_letter(tmp_path, serve):
    stranger = Authority(tmp_path, "stranger")
    server = serve(stranger.issue("signed-by-itself"))

    assert send(server.url).error == "tls"
    assert server.asked == []


@pytest.mark.parametrize("version", ["TLSv1", "TLSv1_1"])
def test_f18_old_protocol_gets_no_letter(authority, serve, version):
    with warnings.catch_warnings():
        # Python warns of what this test is about.
        warnings.simplefilter("ignore", DeprecationWarning)
        server = serve(
            authority.issue("old"),
            minimum_version=ssl.TLSVersion.TLSv1,
            maximum_version=ssl.TLSVersion[version],
        )
        server.tls.set_ciphers("ALL:@SECLEVEL=0")

    assert send(server.url).error == "tls"
    assert server.asked == []


def test_f18_plain_http_behind_https_gets_no_letter(settings):
    listener = socket.create_server(("127.0.0.1", 0))
    origin = f"https://127.0.0.1:{listener.getsockname()[1]}"
    settings.OUTBOUND_ALLOWED = [origin]
    heard = []

    def answer():
        end, _ = listener.accept()
        with listener, end:
            heard.append(end.recv(65_536))
            end.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")

    thread = threading.Thread(target=answer)
    thread.start()

    assert send(f"{origin}/hook").error == "tls"
    thread.join()
    assert b"version" not in heard[0]


def test_f18_change_stays_due_and_a_person_is_called(
    authority, serve, fresh_postman, db
):
    server = serve(authority.issue("lapsed", days=(-2, -1)))
    platform = make_platform(server.url, make_secret())
    [version] = tell(make_link(platform))

    drain(platform.pk, "narrowing")

    delivery = Delivery.objects.get()
    assert delivery.received_version == 0
    assert delivery.target_version == version.version
    assert delivery.last_error == "tls"
    assert DeliveryAttempt.objects.get().error == "tls"
    assert platform.alarms.filter(kind="needs_human", ended_at=None).exists()
    assert server.asked == []


# --- Our own certificate


@pytest.fixture(params=[ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def asking(request, authority, serve):
    """A platform that lets in only who shows a certificate."""
    server = serve(authority.issue("asks"), maximum_version=request.param)
    server.tls.load_verify_locations(authority.path)
    server.tls.verify_mode = ssl.CERT_REQUIRED
    return server


def test_portal_shows_its_certificate_to_who_asks(authority, asking, settings):
    settings.CLIENT_CERTIFICATE = str(authority.issue("portal"))

    assert (send(asking.url).status, len(asking.asked)) == (200, 1)


def test_key_may_be_in_a_file_of_its_own(authority, asking, settings, tmp_path):
    both = authority.issue("apart").read_text()
    key, _, certificate = both.partition("-----BEGIN CERTIFICATE-----")
    (tmp_path / "key.pem").write_text(key)
    (tmp_path / "own.pem").write_text("-----BEGIN CERTIFICATE-----" + certificate)
    settings.CLIENT_CERTIFICATE = str(tmp_path / "own.pem")
    settings.CLIENT_CERTIFICATE_KEY = str(tmp_path / "key.pem")

    assert send(asking.url).status == 200


@pytest.mark.parametrize("shown", [None, "stranger"])
def test_platform_may_refuse_us_for_our_certificate(asking, settings, tmp_path, shown):
    if shown:
        stranger = Authority(tmp_path, shown)
        settings.CLIENT_CERTIFICATE = str(stranger.issue("own"))

    assert send(asking.url).error == "tls"
    assert asking.asked == []


def test_platform_that_does_not_ask_is_not_shown_a_certificate(
    authority, serve, settings
):
    settings.CLIENT_CERTIFICATE = str(authority.issue("portal"))
    server = serve(authority.issue("good"))

    shown = []

    def behave(line, asked):
        shown.append(line.end.getpeercert())
        line.answer(asked.confirmation)

    server.behave = behave

    assert send(server.url).status == 200
    assert shown == [None]


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_certificate_that_cannot_be_read_is_said_at_once(settings, tmp_path, content):
    path = tmp_path / "own.pem"
    if content:
        path.write_text(content)
    settings.CLIENT_CERTIFICATE = str(path)

    with pytest.raises(ImproperlyConfigured, match="OUTBOUND_CLIENT_CERTIFICATE"):
        Postman()
