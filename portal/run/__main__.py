"""`make run`: everything on one machine, in order, until Ctrl-C."""

import fcntl
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import IO

from portal.run import demo, programs
from portal.run.errors import CannotStart
from portal.run.installation import Installation, start_servers
from portal.run.places import PROJECT, Places, prepare
from portal.run.supervisor import Stopped, Supervisor, ignore_signals, stop_on_signals

WEB_READY_SECONDS = 60
PROOF_SECONDS = 60
BEGAN = time.monotonic()


def say(line: str) -> None:
    print(line, flush=True)


def main() -> int:
    """Return 0 after a wanted stop, 1 with one line when it cannot start."""
    stop_on_signals()
    supervisor = None
    try:
        _refuse_arguments()
        places = prepare(
            Path(os.environ.get("AMBIT_DATA_DIR", "") or PROJECT / ".data")
        )
        port, first = _number("PORT", 8000), _number("DEMO_PORT", demo.FIRST_PORT)
        lock = _lock(places, port)
        for wanted in (port, *(demo.ports(first) if _with_demo() else ())):
            _refuse_taken(wanted)
        supervisor = Supervisor(places.data / "logs", say)
        _run(supervisor, places, port=port, first=first)
    except CannotStart as error:
        say(f"Cannot start: {error}")
        return 1
    except Stopped as signal:
        say(f"\nStopping ({signal}) ...")
        return 0
    finally:
        ignore_signals()
        if supervisor is not None:
            supervisor.stop()
            places.tidy()
            say("Everything has stopped.")
            lock.close()
    return 0


def _run(supervisor: Supervisor, places: Places, *, port: int, first: int) -> None:
    say(f"Starting Ambit. Its data and logs are in {places.data}")
    found = start_servers(supervisor, places)
    _progress("database and broker answer")
    found.extra.update(_extra(port, first))
    _set_up(found)
    _progress("database, vocabulary, demo and static files are ready")
    environment = found.environment()
    shown = demo.read(places.data / "demo.json") if _with_demo() else demo.Demo([], [])
    first_to_come = programs.first(environment, port=port)
    tier = supervisor.start_tier(first_to_come + programs.platforms(shown.platforms))
    supervisor.wait_for(tier[0], lambda: answers(port), within=WEB_READY_SECONDS)
    _progress("pages answer")
    supervisor.start_tier(programs.rest(environment))
    _welcome(shown, port)
    if _with_demo():
        _prove(environment)
    supervisor.watch()


def _extra(port: int, first: int) -> dict[str, str]:
    return {
        "DEMO": "yes" if _with_demo() else "no",
        "DEMO_PORT": str(first),
        "OUTBOUND_ALLOWED": demo.allowed(first) if _with_demo() else "",
        # Passkeys belong to a name, and browsers take none for a bare address.
        "BASE_URL": os.environ.get("BASE_URL", f"http://localhost:{port}"),
    }


def _set_up(found: Installation) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "portal.run.setup"],
        env={**os.environ, **found.owner_environment()},
        cwd=PROJECT,
        check=False,
    )
    if done.returncode != 0:
        raise CannotStart("a step of the set-up failed; its message is above.")


def _prove(environment: dict[str, str]) -> None:
    """Show that a change went the whole way; a missing proof does not stop us."""
    try:
        done = subprocess.run(
            [sys.executable, "manage.py", "prove_path"],
            env={**os.environ, **environment},
            cwd=PROJECT,
            check=False,
            capture_output=True,
            text=True,
            timeout=PROOF_SECONDS,
        )
    except subprocess.TimeoutExpired:
        say(f"Not proved: no change went the whole way in {PROOF_SECONDS} s.")
        return
    lines = (done.stdout or done.stderr).strip().splitlines() or ["(no answer)"]
    say(f"{'Proved' if done.returncode == 0 else 'Not proved'}: {lines[-1]}")


def _welcome(shown: demo.Demo, port: int) -> None:
    say(f"\nAmbit is ready: http://localhost:{port}/\n")
    for person in shown.people:
        say(f"  {person.email:32} {person.password:20} {person.about}")
    if shown.code_app_key:
        say(f"  Staff need a code app too; its key: {shown.code_app_key}")
    for platform in shown.platforms:
        say(f"  platform {platform.name}: http://127.0.0.1:{platform.port}/")
    say("  letters, with the codes that they carry: files in .data/mail")
    say("\nCtrl-C stops everything.\n")


def _progress(what: str) -> None:
    say(f"[{time.monotonic() - BEGAN:5.1f} s] {what}")


def _with_demo() -> bool:
    return os.environ.get("DEMO", "").lower() not in {"no", "0", "false", "off"}


def _number(name: str, default: int) -> int:
    value = os.environ.get(name, "") or str(default)
    if not value.isdecimal():
        raise CannotStart(f"{name} must be a port number, not {value!r}.")
    return int(value)


def _lock(places: Places, port: int) -> IO[str]:
    """Hold a lock for as long as we live; the kernel lets it go with us."""
    lock = (places.data / "lock").open("a+", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.seek(0)
        raise CannotStart(
            f"Ambit already runs from this directory ({lock.read().strip()})."
        ) from error
    lock.truncate(0)
    lock.write(f"process {os.getpid()}, http://localhost:{port}/")
    lock.flush()
    return lock


def _refuse_arguments() -> None:
    if sys.argv[1:]:
        raise CannotStart("it takes no arguments; PORT and the like are variables.")


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CannotStart(
                f"port {port} is in use. Choose others, for example: "
                "PORT=8100 DEMO_PORT=8901 make run"
            ) from error


def answers(port: int) -> bool:
    """Whether the web server answers at all; its answer is not judged."""
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
