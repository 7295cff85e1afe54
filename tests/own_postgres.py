"""A PostgreSQL server that one test owns: it may be killed, frozen and starved.

It begins as a copy of the run's own server, so that nothing is migrated twice, and
it keeps what it committed: no process that dies takes that along.
"""

import contextlib
import os
import shutil
import signal
import subprocess
from dataclasses import replace
from pathlib import Path

from portal.run import places, postgres
from portal.run.installation import SERVER_READY_SECONDS
from portal.run.processes import Program
from portal.run.supervisor import Child, Supervisor
from tests.processes import descendants
from tests.stack_database import Cluster, template_files

# Files survive without being forced to the disk, unless a whole machine is lost.
WITHOUT_WAITING = ("fsync=off", "max_wal_size=64MB", "min_wal_size=32MB")


class OwnPostgres:
    """A server with the template; subclasses may call its program another way."""

    def __init__(self, directory: Path) -> None:
        template_files()
        self.supervisor = Supervisor(directory / "logs", say=print)
        found = postgres.prepare(places.prepare(directory / "data"))
        self.server = replace(found, extra=WITHOUT_WAITING)
        self.child: Child | None = None
        self._copy_the_shared_one()

    @property
    def cluster(self) -> Cluster:
        return Cluster(self.server.url(postgres.APP), self.server.url(postgres.OWNER))

    def program(self) -> Program:
        return self.server.program()

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        self.child = self.supervisor.start_tier([self.program()])[0]
        self.supervisor.wait_for(
            self.child, self.server.is_ready, within=SERVER_READY_SECONDS
        )

    def restart_immediately(self) -> None:
        """End every backend at once, as `pg_ctl restart -m immediate` does."""
        assert self.child is not None
        self.child.process.send_signal(signal.SIGQUIT)
        self.child.process.wait(10)
        self.supervisor.stop_child(self.child)
        self.start()

    def freeze(self) -> None:
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def close(self) -> None:
        self.thaw()
        self.supervisor.stop()

    def _signal(self, number: signal.Signals) -> None:
        """Reach the backends too: each has a group of its own."""
        if self.child is None or self.child.process.poll() is not None:
            return
        leader = self.child.process.pid
        os.kill(leader, number)
        # Whom it would have started next is not started now.
        for pid in descendants(leader):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def _copy_the_shared_one(self) -> None:
        programs, files = self.server.programs, self.server.files
        for path in files.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        shared = Path(os.environ["AMBIT_DATA_DIR"])
        sockets = places.prepare(shared).sockets
        done = subprocess.run(
            programs.command(
                "pg_basebackup",
                *("--pgdata", str(files), "--host", str(sockets)),
                *("--username", postgres.SUPERUSER),
                *("--checkpoint", "fast", "--no-sync"),
            ),
            check=False,
            capture_output=True,
            text=True,
            user=programs.user,
            cwd="/",
        )
        assert done.returncode == 0, done.stderr
