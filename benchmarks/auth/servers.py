"""A Postgres of the benchmark's own with accounts, the real auth process, and the floor's process."""

import base64
import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

# The processes are those of the benchmark of the catalog.
sys.path.append(str(Path(__file__).resolve().parent.with_name("catalog")))

from apis import START_SECONDS, floor_of
from databases import ServiceDatabase, migrated
from processes import Server, serving

from devstack.ports import free_ports
from devstack.servers.schemas import connected

HERE = Path(__file__).parent
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
class Database(ServiceDatabase):
    """The server with auth's schema, and a folder of keys and logs."""

    async def copy_accounts(self, username: str, count: int) -> None:
        """Add `user_1` to `user_<count>` with the password of an account."""
        async with connected(self.admin_url) as connection:
            await connection.execute(COPY_ACCOUNTS, count, username)
            await connection.execute("vacuum analyze auth.accounts")


@asynccontextmanager
async def database() -> AsyncIterator[Database]:
    """Yield a server whose data is in a temporary folder."""
    async with migrated("auth", Database) as result:
        key = Ed25519PrivateKey.generate()
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (result.folder / "signing.pem").write_bytes(pem)
        (result.folder / "data.key").write_text(base64.b64encode(secrets.token_bytes(32)).decode())
        yield result


@asynccontextmanager
async def service(database: Database, **settings: str) -> AsyncIterator[Server]:
    """Yield auth's own process, with its default settings but those given."""
    [port] = free_ports(1)
    key = str(database.folder / "data.key")
    environment = {
        "AUTH_DATABASE_URL": database.url(),
        "AUTH_KAFKA_BOOTSTRAP": NO_KAFKA,
        "AUTH_SIGNING_KEY_FILE": str(database.folder / "signing.pem"),
        "AUTH_ENCRYPTION_KEY_FILES": key,
        "AUTH_NOTICE_KEY_FILES": key,
        "AUTH_HTTP_PORT": str(port),
        "AUTH_ACCESS_LOG": "errors",
        "AUTH_SIGN_INS_PER_MINUTE": "0",
        **settings,
    }
    arguments = ["-m", "auth", "api"]
    async with serving("auth", port, arguments, environment, folder=database.folder, seconds=START_SECONDS) as server:
        yield server


def floor(database: Database, body: bytes) -> AbstractAsyncContextManager[Server]:
    """Return the context of the floor's process; `body` is what it returns for an account."""
    return floor_of(HERE / "floor.py", database, body)
