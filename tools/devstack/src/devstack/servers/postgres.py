"""PostgreSQL 18 as a child process: TCP on 127.0.0.1 only, scram passwords, all files in one folder."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGINT

from devstack.errors import DataFolderUnusable
from devstack.folders import Account, postgres_account
from devstack.processes.process import Child, Command, run, start_ready

SUPERUSER = "postgres"
VERSION = "18"
_LOCALE = {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PATH": os.defpath}
_SHARED: Mapping[str, str] = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_preload_libraries": "pg_stat_statements",
    "shared_buffers": "32MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    # Details, statements and parameters may hold a user's address or a password: none belongs in a log.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
# Two profiles of the same server: what was acknowledged survives a crash, or tests run as fast as they can.
DURABLE: Mapping[str, str] = {"max_wal_size": "1GB", "checkpoint_timeout": "15min", "random_page_cost": "1.1"}
FAST: Mapping[str, str] = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "random_page_cost": "1.1",
    # Each connection proves its password; 4096 iterations took the client 2 ms, for passwords that are random.
    "scram_iterations": "1",
    # It visits each of the hundred databases of a session, and statistics that change by themselves keep a database
    # from being used again. Tests that need statistics collect them.
    "autovacuum": "off",
}


@dataclass(slots=True)
class Postgres:
    """A server: `home` holds the binaries, `data` the cluster (created by the first start).

    `password` is the superuser's; it is set when the cluster is created and must stay the same afterwards.
    """

    home: Path
    data: Path
    log: Path
    port: int
    password: str = field(repr=False)
    profile: Mapping[str, str] = field(default_factory=lambda: DURABLE)
    account: Account | None = field(default_factory=postgres_account)
    child: Child | None = None

    def url(self, database: str = "postgres") -> str:
        """Return the superuser's address of a database."""
        return f"postgresql://{SUPERUSER}:{self.password}@127.0.0.1:{self.port}/{database}"

    async def prepare(self) -> None:
        """Create the cluster unless it exists; replace a half-made one of an interrupted run.

        Raise DataFolderUnusable for a cluster of another version or of another user.
        """
        if self.data.exists():
            self._check_cluster()
            return
        parent = self.data.parent
        parent.mkdir(parents=True, exist_ok=True)
        making = parent / f"{self.data.name}.making"
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(mode=0o700)
        secret = making.with_suffix(".password")
        secret.touch(mode=0o600)
        secret.write_text(self.password, "utf-8")
        if self.account is not None:
            os.chown(making, self.account.uid, self.account.gid)
            os.chown(secret, self.account.uid, self.account.gid)
        try:
            await run(
                self._command(
                    str(self.home / "bin" / "initdb"),
                    f"--pgdata={making}",
                    f"--username={SUPERUSER}",
                    f"--pwfile={secret}",
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                    "--no-instructions",
                    *(("--no-sync",) if self.profile.get("fsync") == "off" else ()),
                    # It also hashes the superuser's password.
                    *(
                        ("--set", f"scram_iterations={count}")
                        if (count := self.profile.get("scram_iterations"))
                        else ()
                    ),
                )
            )
        finally:
            secret.unlink()
        making.rename(self.data)

    def _check_cluster(self) -> None:
        try:
            version = (self.data / "PG_VERSION").read_text("utf-8").strip()
        except PermissionError as error:
            raise DataFolderUnusable(f"{self.data} belongs to another user, who started the stack before") from error
        except FileNotFoundError as error:
            raise DataFolderUnusable(f"{self.data} holds something else than PostgreSQL's files") from error
        if version != VERSION:
            raise DataFolderUnusable(f"{self.data} was made by PostgreSQL {version}, and this is {VERSION}")

    def command(self) -> Command:
        """Return the server's own command line."""
        settings = {**_SHARED, **self.profile, "port": str(self.port)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return self._command(str(self.home / "bin" / "postgres"), "-D", str(self.data), *options)

    async def is_ready(self, pid: int) -> bool:
        """Return whether the server with this pid takes connections, by the status line it keeps in its pid file."""
        try:
            lines = (self.data / "postmaster.pid").read_text("utf-8").splitlines()
        except FileNotFoundError:
            return False
        return len(lines) > 7 and lines[0] == str(pid) and lines[7].strip() == "ready"

    async def start(self, timeout: float = 30.0) -> None:
        """Start and wait until connections are taken; raises ProcessFailed or NotReady."""
        await self.prepare()
        self.child = await start_ready("postgres", self.command(), self.is_ready, timeout)

    async def stop(self) -> None:
        """Shut the server down fast: sessions are ended, everything is written."""
        if self.child is not None:
            await self.child.stop()

    async def kill(self) -> None:
        """End the server as a crash would."""
        if self.child is not None:
            await self.child.kill()

    def _command(self, *arguments: str) -> Command:
        return Command(arguments, self.log, environment=_LOCALE, account=self.account, end_signal=SIGINT)
