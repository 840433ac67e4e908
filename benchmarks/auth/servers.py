"""A Postgres of the benchmark's own with accounts, the real auth process, and the floor's process."""

import asyncio
import base64
import os
import secrets
import shutil
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

# The processes are those of the benchmark of the catalog.
sys.path.append(str(Path(__file__).resolve().parent.with_name("catalog")))

from processes import Server, cpu_of, serving

from chassis.storage import migrations
from devstack.folders import cache_folder, temporary_data_folder
from devstack.ports import free_ports
from devstack.servers.artifacts import install
from devstack.servers.fetch import download
from devstack.servers.postgres import DURABLE, Postgres
from devstack.servers.schemas import connected, provision
from devstack.services import owner_of, roles_of

HERE = Path(__file__).parent
DATABASE = "auth"
START_SECONDS = 120.0
NO_KAFKA = "127.0.0.1:1"
COPY_ACCOUNTS = """
    insert into auth.accounts
    select (jsonb_populate_record(account, jsonb_build_object(
        'id', gen_random_uuid(), 'email', name || '@example.org', 'email_key', name || '@example.org',
        'username', name, 'username_key', name, 'username_skeleton', name
    ))).*
    from auth.accounts account, generate_series(1, $1) number, concat('user_', number) name
    where account.username_key = $2
"""
"""Copies of one account, whatever columns there are: they share its password."""


@dataclass(frozen=True, slots=True)
class Database:
    """The server with auth's schema, and a folder of keys and logs."""

    postgres: Postgres
    passwords: Mapping[str, str]
    folder: Path

    @property
    def url(self) -> str:
        """The database's address for the service."""
        return f"postgresql://auth:{self.passwords['auth']}@127.0.0.1:{self.postgres.port}/{DATABASE}"

    def cpu(self) -> float:
        """Return the processor time of the server and of its sessions, in seconds."""
        assert self.postgres.child is not None
        server = psutil.Process(self.postgres.child.pid)
        return cpu_of(server) + sum(cpu_of(child) for child in server.children(recursive=True))

    async def copy_accounts(self, username: str, count: int) -> None:
        """Add `user_1` to `user_<count>` with the password of an account."""
        async with connected(self.postgres.url(DATABASE)) as connection:
            await connection.execute(COPY_ACCOUNTS, count, username)
            await connection.execute("vacuum analyze auth.accounts")


@asynccontextmanager
async def database() -> AsyncIterator[Database]:
    """Yield a server whose data is in a temporary folder."""
    data = temporary_data_folder()
    [port] = free_ports(1)
    installed = await asyncio.to_thread(install, cache_folder(os.environ), download)
    passwords = {role: secrets.token_urlsafe(12) for role in ("postgres", *roles_of("auth"))}
    postgres = Postgres(
        installed.postgres_home, data / "postgres", data / "postgres.log", port, passwords["postgres"], DURABLE
    )
    owner = owner_of("auth")
    try:
        await postgres.start()
        await provision(postgres.url, DATABASE, ["auth"], passwords)
        url = f"postgresql://{owner}:{passwords[owner]}@127.0.0.1:{port}/{DATABASE}"
        await asyncio.to_thread(migrations.upgrade, "auth", url)
        key = Ed25519PrivateKey.generate()
        (data / "signing.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        (data / "data.key").write_text(base64.b64encode(secrets.token_bytes(32)).decode())
        yield Database(postgres, passwords, data)
    finally:
        await postgres.stop()
        shutil.rmtree(data, ignore_errors=True)


@asynccontextmanager
async def service(database: Database, **settings: str) -> AsyncIterator[Server]:
    """Yield auth's own process, with its default settings but those given."""
    [port] = free_ports(1)
    key = str(database.folder / "data.key")
    environment = {
        "AUTH_DATABASE_URL": database.url,
        "AUTH_KAFKA_BOOTSTRAP": NO_KAFKA,
        "AUTH_SIGNING_KEY_FILE": str(database.folder / "signing.pem"),
        "AUTH_ENCRYPTION_KEY_FILES": key,
        "AUTH_NOTICE_KEY_FILES": key,
        "AUTH_HTTP_PORT": str(port),
        "AUTH_ACCESS_LOG": "errors",
        **settings,
    }
    arguments = ["-m", "auth", "api"]
    async with serving("auth", port, arguments, environment, folder=database.folder, seconds=START_SECONDS) as server:
        yield server


@asynccontextmanager
async def floor(database: Database, body: bytes) -> AsyncIterator[Server]:
    """Yield the floor's process; `body` is what it returns for an account."""
    [port] = free_ports(1)
    file = database.folder / "me.json"
    file.write_bytes(body)
    arguments = [str(HERE / "floor.py"), str(port), database.url, str(file)]
    async with serving("floor", port, arguments, {}, folder=database.folder, seconds=START_SECONDS) as server:
        yield server
