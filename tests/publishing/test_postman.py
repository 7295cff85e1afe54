"""What may happen to a letter on its way, in this process, with real sockets."""

import asyncio
import functools
import json
import threading
import time
import tracemalloc

import pytest

from consent.outbound import connections
from consent.outbound.postman import LARGEST_ANSWER, Letter, Postman
from consent.publishing.answers import failure_of
from tests.faults import hostile
from tests.faults.hostile import HOSTILE, MEGABYTE, Hostile

MORE_THAN_AN_ANSWER = 8 * MEGABYTE
BODY = b'{"type":"change.narrowed","data":{"version":7}}'
DEADLINE = 1.2
# How much later than its deadline a letter may end while the machine is busy.
GRACE = 3.0


@pytest.fixture
def serve(settings):
    """Start hostile servers that Ambit may call."""
    servers = []

    def start(behave, **options):
        servers.append(Hostile(behave, **options))
        settings.OUTBOUND_ALLOWED = [*settings.OUTBOUND_ALLOWED, servers[-1].origin]
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def send(settings):
    """Send one letter with a postman of this test's own."""
    settings.PUBLISHING = {**settings.PUBLISHING, "DEADLINE_SECONDS": DEADLINE}
    made = []

    def send(url, **headers):
        if not made:
            made.append(Postman())
        letter = Letter(key=1, url=url, headers=headers, body=BODY)
        coroutine = made[0].deliver(letter)
        return asyncio.run_coroutine_threadsafe(coroutine, made[0].loop).result(30)

    send.postman = lambda: made[0]
    yield send
    for postman in made:
        postman.close()


# --- F15: receivers that hang, drip, flood and swell


@pytest.mark.parametrize(
    ("behave", "error"),
    [pytest.param(*row, id=row[0].__name__) for row in HOSTILE.items()],
)
def test_hostile_answer_ends_in_time_and_memory(serve, send, behave, error):
    """F15."""
    server = serve(hostile.confirm)
    assert send(server.url).error == ""
    server.behave = behave
    begun = time.monotonic()
    tracemalloc.start()

    try:
        reply = send(server.url)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert reply.error == error
    assert time.monotonic() - begun < DEADLINE + GRACE
    assert len(reply.body) <= LARGEST_ANSWER + 1
    assert most < MORE_THAN_AN_ANSWER


def test_packed_answer_is_never_unpacked(serve, send):
    """F15."""
    reply = send(serve(hostile.gzip_bomb).url)

    assert reply.body.startswith(b"\x1f\x8b")
    assert len(reply.body) < LARGEST_ANSWER


def test_flood_is_cut_off_early(serve, send):
    """F15."""
    server = serve(hostile.huge_body)

    send(server.url)

    # What the two kernels hold for a socket is not ours.
    assert server.sent < 50 * MEGABYTE


def test_answer_of_the_largest_size_is_read_whole(serve, send):
    padding = b" " * (LARGEST_ANSWER - 2)
    server = serve(lambda line, asked: line.answer(b"{}" + padding))

    reply = send(server.url)

    assert (reply.error, len(reply.body)) == ("", LARGEST_ANSWER)


def test_answer_of_one_byte_more_is_refused(serve, send):
    server = serve(lambda line, asked: line.answer(b" " * (LARGEST_ANSWER + 1)))

    assert send(server.url).error == "too_long"


def test_old_http_is_understood(serve, send):
    reply = send(serve(hostile.old_http).url)

    assert json.loads(reply.body) == {"applied_version": 7, "enforced": True}


def test_deadline_is_for_all_tries_together(serve, send):
    """A second try after a dead connection does not get a deadline of its own."""
    pauses = [0.6 * DEADLINE, 10 * DEADLINE]

    def behave(line, asked):
        line.stopping.wait(pauses.pop(0))
        line.close()

    server = serve(behave)

    reply = send(server.url)

    assert reply.error == "timeout"
    assert len(server.asked) == 2
    assert reply.milliseconds < 1_400 * DEADLINE


def test_a_connection_found_dead_is_replaced_once(serve, send):
    server = serve(hostile.reset)

    assert send(server.url).error == "connection"
    assert len(server.asked) == 2


# --- F16: redirects


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Again", "308 Gone"])
@pytest.mark.parametrize("inside", [True, False])
def test_redirect_is_a_failure_and_is_not_followed(serve, send, status, inside):
    """F16."""
    other = serve(hostile.confirm)
    target = other.url if inside else "http://169.254.169.254/latest/meta-data"
    server = serve(lambda line, asked: line.answer(b"", status, Location=target))

    reply = send(server.url)

    assert failure_of(reply, now=None).error == "redirect"
    assert (len(server.asked), len(other.asked)) == (1, 0)


# --- F17: names that lead elsewhere the second time


@pytest.fixture
def resolver(send, serve, monkeypatch):
    """Answer look-ups from a list; note what is dialled, and dial nothing."""
    send(serve(hostile.confirm).url)
    loop = send.postman().loop
    answers, looked_up, dialled = [], [], []

    async def getaddrinfo(host, port, **_options):
        looked_up.append(host)
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return [(2, 1, 6, "", (address, port)) for address in answer]

    async def sock_connect(_sock, address):
        dialled.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(loop, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(loop, "sock_connect", sock_connect)
    return answers, looked_up, dialled


NXDOMAIN = OSError(-2, "Name or service not known")


@pytest.mark.parametrize(
    ("answers", "errors", "dialled"),
    [
        # Public at first, loopback afterwards.
        (
            [["93.184.216.34"], ["127.0.0.1"]],
            ["unreachable", "address_refused"],
            ["93.184.216.34"],
        ),
        # One bad address among good ones, in any order.
        ([["93.184.216.34", "10.0.0.1"]], ["address_refused"], []),
        ([["10.0.0.1", "93.184.216.34"]], ["address_refused"], []),
        # No such name at first: a guard that then looks away would dial loopback.
        ([NXDOMAIN, ["127.0.0.1"]], ["unreachable", "address_refused"], []),
        ([[]], ["address_refused"], []),
        ([["169.254.169.254"]], ["address_refused"], []),
        ([["not-an-address"]], ["address_refused"], []),
    ],
)
def test_only_what_was_checked_is_dialled(resolver, send, answers, errors, dialled):
    """F17."""
    given, looked_up, called = resolver
    given.extend(answers)

    said = [send("https://hooks.example.org/hook").error for _ in answers]

    assert said == errors
    assert [address for address, _ in called] == dialled
    # One look-up for each letter: there is no second answer to fall for.
    assert len(looked_up) == len(answers)


# --- Nothing from the environment, nothing remembered


def test_proxies_of_the_environment_are_ignored(serve, send, monkeypatch):
    proxy, server = serve(hostile.confirm), serve(hostile.confirm)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, proxy.origin)
        monkeypatch.setenv(name.lower(), proxy.origin)
    monkeypatch.delenv("NO_PROXY", raising=False)

    assert send(server.url).status == 200
    assert (len(server.asked), len(proxy.asked)) == (1, 0)


def test_passwords_of_the_environment_are_not_sent(serve, send, monkeypatch, tmp_path):
    server = serve(hostile.confirm)
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login ambit password secret")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))

    send(server.url)

    assert "Authorization" not in server.asked[0].headers


def test_cookies_are_not_kept(serve, send):
    server = serve(
        lambda line, asked: line.answer(asked.confirmation, Set_Cookie="id=1; Path=/")
    )

    send(server.url)
    send(server.url)

    assert len(server.asked) == 2
    assert not any("Cookie" in asked.headers for asked in server.asked)


# --- F24: connections that stay open


def test_connection_is_used_again(serve, send):
    server = serve(hostile.confirm)

    for _ in range(5):
        send(server.url)

    assert (len(server.asked), len(server.lines)) == (5, 1)


def test_a_changed_address_is_dialled_anew(serve, send):
    """F24."""
    old, new = serve(hostile.confirm), serve(hostile.confirm)
    send(old.url)

    send(new.url)

    assert (len(old.asked), len(new.asked)) == (1, 1)


def test_a_busy_connection_does_not_last_for_ever(serve, send, monkeypatch):
    """F24: a name that moved to another owner is looked up again."""
    monkeypatch.setattr(connections, "OLDEST_SECONDS", 0.2)
    server = serve(hostile.confirm)
    until = time.monotonic() + 1.0

    while time.monotonic() < until:
        assert send(server.url).error == ""
        time.sleep(0.02)

    assert 3 <= len(server.lines) <= 6


def test_address_that_is_no_longer_allowed_is_not_called_on_an_open_line(
    serve, send, settings
):
    server = serve(hostile.confirm)
    send(server.url)
    settings.OUTBOUND_ALLOWED = []

    assert send(server.url).error == "address_refused"
    assert len(server.asked) == 1


def test_many_letters_at_once_do_not_wait_for_one_another(serve, send):
    server = serve(hostile.hang)
    quick = serve(hostile.confirm)
    waiting = threading.Thread(target=functools.partial(send, server.url))
    send(quick.url)
    waiting.start()
    begun = time.monotonic()

    for _ in range(5):
        assert send(quick.url).error == ""

    assert time.monotonic() - begun < DEADLINE
    waiting.join()


def test_status_and_wish_of_a_refusal_are_handed_back(serve, send):
    server = serve(
        lambda line, asked: line.answer(b"later", "503 Busy", Retry_After="7")
    )

    reply = send(server.url)

    assert (reply.status, reply.retry_after, reply.body) == (503, "7", b"later")
    assert reply.address == "127.0.0.1"
