"""The scripts that set the passwords of the database's roles: Postgres is sent verifiers, and sign-in works."""

import base64
import importlib.util
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import asyncpg
import pytest
import pytest_asyncio

from chassis.storage.scram import verifier
from devstack.ports import free_ports
from devstack.servers.artifacts import Installed
from devstack.servers.postgres import FAST, Postgres
from service_table.table import with_schema

DEPLOY = Path(__file__).parents[2] / "deploy"
SCHEMAS = DEPLOY / "k8s/components/postgres/schemas.sql"
SCRIPT = DEPLOY / "compose/prepare_database.py"


@pytest.fixture
def preparing() -> ModuleType:
    """Return the script that prepares the database."""
    spec = importlib.util.spec_from_file_location("prepare_database", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def server(devstack_folder: Path, devstack_parts: Installed) -> AsyncIterator[Postgres]:
    """Yield a server of this module's own: roles belong to the whole server."""
    [port] = free_ports(1)
    data, log = devstack_folder / "passwords" / "postgres", devstack_folder / "passwords" / "log"
    own = Postgres(devstack_parts.postgres_home, data, log, port, "superuser", FAST)
    await own.start()
    try:
        yield own
    finally:
        await own.stop()


@pytest.mark.integration
async def test_compose_sets_and_changes_passwords_that_postgres_never_sees(
    server: Postgres, preparing: ModuleType, tmp_path: Path
) -> None:
    roles = list(preparing.passwords(_secrets(tmp_path, "first")))
    assert len(roles) == 2 * len(with_schema())
    statements = SCHEMAS.read_text("utf-8")
    for word in ("first", "second"):
        await preparing.prepare(server.url(), statements, preparing.passwords(_secrets(tmp_path, word)))
        for role in roles:
            address = server.url().replace("postgres:superuser", f"{role}:{word}-{role}")
            connection = await asyncpg.connect(address)
            await connection.close()
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(server.url().replace("postgres:superuser", "auth:first-auth"))
    connection = await asyncpg.connect(server.url())
    message = [row["query"] for row in await connection.fetch("SELECT query FROM pg_stat_statements")]
    await connection.close()
    assert any(query.startswith("ALTER ROLE auth_owner PASSWORD") for query in message)
    assert [query for query in message if "first-" in query or "second-" in query] == []


def _secrets(folder: Path, word: str) -> Path:
    """Write the secrets of every role, whose passwords begin with this word, and return their folder."""
    for spec in with_schema():
        for role, name in ((spec.name, "database-url"), (f"{spec.name}_owner", "owner-url")):
            address = f"postgresql://{role}:{word}-{role}@postgres:5432/marquee\n"
            (folder / f"{spec.name}-{name}").write_text(address, "utf-8")
    (folder / "postgres-password").write_text("superuser\n", "utf-8")
    return folder


@pytest.mark.unit
@pytest.mark.parametrize(
    ("missing", "address", "cause"),
    [
        ("postgres-password", "postgresql://postgres@127.0.0.1:1/c", "postgres-password"),
        ("stats-owner-url", "postgresql://postgres@127.0.0.1:1/c", "stats-owner-url"),
        (None, None, "DATABASE_URL is not set"),
        (None, "postgresql://postgres@127.0.0.1:1/c", "could not be prepared"),
    ],
)
def test_the_cause_of_a_failure_is_named(tmp_path: Path, missing: str | None, address: str | None, cause: str) -> None:
    folder = _secrets(tmp_path, "a")
    if missing is not None:
        (folder / missing).unlink()
    environment = {} if address is None else {"DATABASE_URL": address}
    command = [sys.executable, str(SCRIPT), str(SCHEMAS), str(folder)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert cause in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.unit
@pytest.mark.parametrize(
    "address", ["postgresql://stats:x@postgres/marquee", "postgresql://auth@postgres/marquee", "x"]
)
def test_the_address_of_another_role_is_refused(preparing: ModuleType, tmp_path: Path, address: str) -> None:
    (_secrets(tmp_path, "a") / "auth-database-url").write_text(address, "utf-8")
    with pytest.raises(ValueError, match="auth-database-url must be the address of auth"):
        preparing.passwords(tmp_path)


@pytest.mark.unit
def test_new_secrets_of_a_cluster_hold_a_password_and_its_verifier(
    rendered: Mapping[str, list[dict[str, Any]]],
) -> None:
    script = DEPLOY / "k8s/components/postgres/new_passwords.py"
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True)
    made = {item["metadata"]["name"]: item["stringData"] for item in json.loads(done.stdout)["items"]}
    [cluster] = [item for item in rendered["prod"] if item["kind"] == "Cluster"]
    roles = {item["name"]: item["passwordSecret"]["name"] for item in cluster["spec"]["managed"]["roles"]}
    assert len(made) == 2 * len(roles) == 4 * len(with_schema())
    for role, name in roles.items():
        password = made[name.replace("-verifier", "-database")]["password"]
        scheme, parameters, _ = made[name]["password"].split("$")
        assert (made[name]["username"], scheme) == (role, "SCRAM-SHA-256")
        salt = base64.b64decode(parameters.partition(":")[2])
        assert made[name]["password"] == verifier(password, salt=salt)
