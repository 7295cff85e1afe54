"""A Valkey server of our own: a doorbell, whose loss is an inconvenience."""

import socket
from dataclasses import dataclass
from pathlib import Path

from portal.run import binaries
from portal.run.places import Places
from portal.run.processes import Program


@dataclass(frozen=True)
class Valkey:
    """One server, reached by a socket that only we may open."""

    files: Path
    socket: Path

    @property
    def broker_url(self) -> str:
        return f"redis+socket://{self.socket}?virtual_host=0"

    @property
    def url(self) -> str:
        return f"unix://{self.socket}?db=0"

    def is_ready(self) -> bool:
        with socket.socket(socket.AF_UNIX) as link:
            link.settimeout(1)
            try:
                link.connect(str(self.socket))
                link.sendall(b"PING\r\n")
                return link.recv(16).startswith(b"+PONG")
            except OSError:
                return False

    def program(self) -> Program:
        return Program(
            name="valkey",
            command=[
                str(binaries.valkey_server()),
                *("--port", "0"),
                *("--unixsocket", str(self.socket)),
                *("--unixsocketperm", "700"),
                *("--dir", str(self.files)),
                *("--appendonly", "yes"),
                *("--appendfsync", "everysec"),
                *("--save", ""),
                *("--maxmemory-policy", "noeviction"),
                *("--loglevel", "warning"),
            ],
            patience=10,
        )


def prepare(places: Places) -> Valkey:
    """Make room for the server's file."""
    files = places.data / "valkey"
    files.mkdir(mode=0o700, exist_ok=True)
    return Valkey(files=files, socket=places.sockets / "valkey.sock")
