"""A backup of a running stack, restored into an empty one: the same data, and a stack that goes on."""

import asyncio
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import httpx2
import pytest

from contracts.identity import media_id
from devstack.services import SERVICES
from marked_secrets import SOURCES_ON_THIS_MACHINE, Marked, store_secrets
from stacks import Stack, eventually, running, running_on
from stored_data import objects, records, tables, tables_of_a_stopped_stack, value
from stored_texts import PLACES, found
from user_data import MOVIE, PASSWORD, SHOW, fill, give_picture, registered, user_of

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

EPHEMERAL: Final = {
    # What was on its way to Kafka at that instant; restored, it is published, and the log is compared apart.
    *(f"{service}.outbox" for service in SERVICES),
    # The stack goes on while the backup is taken: what its services measure and plan by themselves.
    "ingestion.provider_state",
    "ingestion.schedules",
    "ingestion.jobs",
    "insights.jobs",
    "insights.schedules",
    "library.jobs",
    "library.schedules",
    "sources.jobs",
    "sources.schedules",
    "auth.sign_in_rates",
    # What its workers compute again every few minutes.
    "catalog.service_counts",
    "insights.group_days",
    "insights.group_months",
    "insights.stale_group_days",
    "insights.stale_weeks",
    "insights.weekly_signals",
    "insights.monthly_signals",
    "insights.movements",
    "insights.movement_windows",
    "insights.signal_changes",
    "insights.stale_changes",
    "insights.year_reviews",
}
"""Tables that a running stack changes without a request."""
OF_USERS: Final = (
    # The administrator hears of the end of each import.
    "select count(*) from notifications.notifications where user_id not in "
    "(select id from auth.accounts where email = 'admin@marquee.example')"
)
NEW_MOVIE: Final = 9900226


@pytest.fixture(scope="module")
def keys_with(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a key that seals keys."""
    path = tmp_path_factory.mktemp("keys") / "seal"
    path.write_text("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n")
    return path


@pytest.fixture(scope="module")
def backup(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the backup, which does not exist yet."""
    return tmp_path_factory.mktemp("backup") / "first"


class Saved:
    """What was in a stack when it was saved, and whom it knew."""

    def __init__(self, stack: Stack, name: str, user: dict[str, str], marked: Marked) -> None:
        self.name, self.user_id, self.marked = name, user_of(user), marked
        self.records, self.objects = records(stack), objects(stack.data)
        self.before = asyncio.run(tables(stack))
        self.after = self.before
        with httpx2.Client(base_url=f"{stack.gateway}/api/v1", timeout=30, trust_env=False) as api:
            self.entries = read(api, user, "/user-media")
            self.lists = read(api, user, "/me/lists")
            self.plays = read(api, user, "/me/plays")


def read(api: httpx2.Client, user: dict[str, str], path: str) -> Any:
    response = api.get(path, headers=user)
    assert response.status_code == 200, response.text
    return response.json()["data"]


@pytest.fixture(scope="module")
def saved(backup: Path, keys_with: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Saved, Stack]]:
    """Yield what a stack with demo data, users, lists, plays, sources and a picture held, and it after its backup."""
    with running(**SOURCES_ON_THIS_MACHINE) as stack:
        seeded = stack.marquee("seed", seconds=1500)
        assert seeded.returncode == 0, seeded.stdout + seeded.stderr
        for kind, number in (("movie", MOVIE), ("show", SHOW)):
            assert stack.marquee("import", kind, str(number)).returncode == 0
        name = f"ada_{uuid4().hex[:8]}"
        with httpx2.Client(base_url=f"{stack.gateway}/api/v1", timeout=30, trust_env=False) as api:
            user = registered(api, name)
            fill(stack, api, user, name)
            give_picture(stack, user, name)
        marked = store_secrets(stack, tmp_path_factory.mktemp("servers"))
        stack.settle(120)
        held = Saved(stack, name, user, marked)
        done = stack.marquee("backup", "--to", str(backup), "--keys-with", str(keys_with), seconds=600)
        assert done.returncode == 0, done.stdout + done.stderr
        print(f"\n{done.stdout}")
        held.after = asyncio.run(tables(stack))
        yield held, stack


@pytest.fixture(scope="module")
def restored(saved: tuple[Saved, Stack], backup: Path, keys_with: Path) -> Iterator[Stack]:
    """Yield a second stack, restored from the backup and compared before its services start."""
    held, _ = saved

    def restore(stack: Stack) -> None:
        base = ("--port-base", str(stack.base))
        missing = stack.marquee("restore", str(backup), *base, seconds=600)
        assert (missing.returncode, "signing-key.pem" in missing.stderr) == (1, True)
        done = stack.marquee("restore", str(backup), *base, "--keys-with", str(keys_with), seconds=600)
        assert done.returncode == 0, done.stdout + done.stderr
        print(f"\n{done.stdout}")
        again = stack.marquee("restore", str(backup), *base, seconds=600)
        assert (again.returncode, "--force" in again.stderr) == (1, True), again.stderr
        compare(held, stack)

    began = time.monotonic()
    with running_on(restore) as stack:
        print(f"restored, compared and started in {time.monotonic() - began:.1f} s")
        yield stack


def compare(held: Saved, stack: Stack) -> None:
    """Compare every table by number and hash of its rows, and every object by its hash."""
    contents = asyncio.run(tables_of_a_stopped_stack(stack))
    assert contents.keys() == held.before.keys()
    differing = {name for name in contents if contents[name] not in (held.before[name], held.after[name])}
    assert differing <= EPHEMERAL, {name: (held.before[name], contents[name]) for name in differing - EPHEMERAL}
    rows = sum(number for number, _ in contents.values())
    print(f"{len(contents)} tables with {rows} rows compared; differing, as they may: {sorted(differing)}")
    filled = {name for name, (number, _) in contents.items() if number}
    assert len(filled) > 100, sorted(filled)
    assert objects(stack.data) == held.objects
    assert len(held.objects) >= 1


def test_no_secret_is_stored_as_plain_text(saved: tuple[Saved, Stack], backup: Path) -> None:
    held, stack = saved
    marked = held.marked
    assert len(marked.secrets) > 40
    places = found(stack, backup, {"user": marked.user_id.encode(), "name": marked.source_name.encode()})
    assert {place.split()[0] for place in places["user"]} == set(PLACES)
    assert "table sources.media_sources" in places["name"]
    assert found(stack, backup, marked.secrets) == {}


def test_the_log_is_the_same(saved: tuple[Saved, Stack], restored: Stack) -> None:
    missing = saved[0].records - records(restored)
    assert sum(missing.values()) == 0, list(missing)[:3]


def test_users_sign_in_and_find_what_is_theirs(saved: tuple[Saved, Stack], restored: Stack) -> None:
    held, _ = saved
    with httpx2.Client(base_url=f"{restored.gateway}/api/v1", timeout=30, trust_env=False) as api:
        user = signed_in(api, held.name)
        assert user_of(user) == held.user_id
        assert read(api, user, "/user-media") == held.entries
        assert read(api, user, "/me/lists") == held.lists
        assert read(api, user, "/me/plays") == held.plays
        assert len(held.plays) == 1
        picture = read(api, user, "/users/me")["avatarUrl"]
        path = re.sub("^https?://[^/]+", restored.gateway, picture)
        assert httpx2.get(path, timeout=30, trust_env=False).headers["content-type"].startswith("image/")
    assert httpx2.get(f"{restored.gateway}/movies", timeout=30, trust_env=False).status_code == 200


def test_the_stack_goes_on_without_duplicates(restored: Stack) -> None:
    restored.settle(180)
    plays = value(restored, "select count(*) from library.plays")
    notified = value(restored, OF_USERS)
    assert restored.marquee("import", "movie", str(NEW_MOVIE)).returncode == 0
    restored.settle(120)
    assert value(restored, f"select count(*) from catalog.media where media_id = '{media_id('movie', NEW_MOVIE)}'") == 1
    with httpx2.Client(base_url=f"{restored.gateway}/api/v1", timeout=30, trust_env=False) as api:
        path = f"/catalog/titles?ids={media_id('movie', NEW_MOVIE)}"
        assert len(eventually(lambda: api.get(path).json()["data"], lambda contents: len(contents) == 1)) == 1
    assert value(restored, "select count(*) from library.plays") == plays
    assert value(restored, OF_USERS) == notified
    assert {name: item["outbox"] for name, item in restored.status().items() if item["outbox"]} == {}
    dead = sum(number for record, number in records(restored).items() if record[0].endswith(".dlq"))
    assert dead == 0


def signed_in(api: httpx2.Client, name: str) -> dict[str, str]:
    response = api.post("/auth/login", json={"email": f"{name}@marquee.example", "password": PASSWORD})
    assert response.status_code == 200, response.text
    return {"authorization": f"Bearer {response.json()['data']['accessToken']}"}


def test_an_account_deleted_after_the_backup_stays_deleted(
    saved: tuple[Saved, Stack], backup: Path, keys_with: Path
) -> None:
    held, stack = saved
    with httpx2.Client(base_url=f"{stack.gateway}/api/v1", timeout=30, trust_env=False) as api:
        user = signed_in(api, held.name)
        assert api.delete("/users/me", headers=user).status_code == 204
        stack.settle(60)
        assert stack.marquee("down").returncode == 0
        base = ("--port-base", str(stack.base))
        refused = stack.marquee("restore", str(backup), *base, "--keys-with", str(keys_with))
        assert (refused.returncode, "--force" in refused.stderr) == (1, True), refused.stderr
        done = stack.marquee("restore", str(backup), *base, "--force", seconds=600)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "deleted 1 accounts again" in done.stdout
        assert stack.marquee("up", "--detach", *base, seconds=300).returncode == 0
        stack.settle(120)
        again = api.post("/auth/login", json={"email": f"{held.name}@marquee.example", "password": PASSWORD})
        assert again.status_code == 401
        assert value(stack, f"select count(*) from library.plays where user_id = '{held.user_id}'") == 0
