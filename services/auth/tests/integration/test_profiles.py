"""Own and public profiles and preferences over HTTP, on Postgres."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final
from uuid import UUID, uuid4

import httpx2
import jwt
import pytest
import pytest_asyncio
from sqlalchemy import select

from auth.application.accounts.commands import RegisterAccount
from auth.bootstrap import Container
from auth.infrastructure.tables import audit_entries, outbox
from auth.presentation.profiles.announce import announce
from contracts.auth import UserChangedV1

pytestmark = pytest.mark.integration

Register = Callable[..., Awaitable[dict[str, str]]]
USERS: Final = "/api/v1/users"
ME, PREFERENCES = "/api/v1/users/me", "/api/v1/users/me/preferences"


class User:
    """A signed-in user."""

    def __init__(self, client: httpx2.AsyncClient, tokens: dict[str, str]) -> None:
        self.client = client
        self.id = jwt.decode(tokens["accessToken"], options={"verify_signature": False})["sub"]
        self.headers = {"Authorization": f"Bearer {tokens['accessToken']}"}

    async def get(self, path: str = ME) -> httpx2.Response:
        return await self.client.get(path, headers=self.headers)

    async def patch(self, body: dict[str, Any], path: str = ME, **headers: str) -> httpx2.Response:
        return await self.client.patch(path, json=body, headers={**self.headers, **headers})


@pytest_asyncio.fixture
async def ada(client: httpx2.AsyncClient, register: Register) -> User:
    return User(client, await register("ada_l"))


@pytest_asyncio.fixture
async def root(client: httpx2.AsyncClient, container: Container) -> User:
    await container.application.accounts.ensure_administrator(
        RegisterAccount("root@example.org", "root", "Sesame-0pen")
    )
    login = await client.post("/api/v1/auth/login", json={"username": "root", "password": "Sesame-0pen"})
    return User(client, login.json()["data"])


async def published(container: Container) -> list[UserChangedV1]:
    """Return the published changes, without those of the registrations."""
    async with container.runtime.transactions.read() as connection:
        rows = await connection.execute(
            select(outbox.c.body).where(outbox.c.topic == "user.changed").order_by(outbox.c.id)
        )
        events = [UserChangedV1.model_validate_json(row.body) for row in rows]
    return [event for event in events if event.version > 1]


def error(response: httpx2.Response) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


async def test_a_new_profile_is_empty_and_public(ada: User) -> None:
    response = await ada.get()
    assert response.headers["etag"] == '"1"'
    assert response.headers["cache-control"] == "no-store"
    data = response.json()["data"]
    assert data["createdAt"] == data["updatedAt"]
    assert data == {
        "id": ada.id,
        "email": "ada_l@example.org",
        "isEmailConfirmed": False,
        "username": "ada_l",
        **dict.fromkeys(
            ("avatarUrl", "bio", "location", "website", "preferredLanguage", "preferredRegion"),
        ),
        **dict.fromkeys(("isProfilePublic", "showWatchHistory", "showRatings", "allowFollowers"), True),
        "role": "user",
        "createdAt": data["createdAt"],
        "updatedAt": data["updatedAt"],
        "version": 1,
    }


async def test_a_change_keeps_what_is_not_stated_and_null_clears(ada: User) -> None:
    first = await ada.patch({"bio": " Counts\nframes. ", "location": "London", "website": "https://example.org"})
    assert first.status_code == 200, first.text
    assert first.headers["etag"] == '"2"'
    second = (await ada.patch({"location": None, "website": "", "preferredRegion": "gb"})).json()["data"]
    assert (second["bio"], second["location"], second["website"]) == ("Counts\nframes.", None, None)
    assert (second["preferredRegion"], second["version"]) == ("GB", 3)
    assert second["updatedAt"] > second["createdAt"]
    assert (await ada.get()).json()["data"] == second
    me = (await ada.get("/api/v1/auth/me")).json()["data"]["profile"]
    assert (me["bio"], me["preferredRegion"]) == ("Counts\nframes.", "GB")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"bio": "x" * 201}, "bio"),
        ({"location": "x" * 101}, "location"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"preferredLanguage": "?"}, "preferredLanguage"),
        ({"preferredRegion": "UK"}, "preferredRegion"),
        ({"username": "a"}, "username"),
        ({"username": None}, "username"),
        ({"isProfilePublic": None}, "isProfilePublic"),
        ({"isProfilePublic": "true"}, "isProfilePublic"),
        ({"bio": "a\x00b"}, "bio"),
        ({"email": "eve@example.org"}, "email"),
        ({"role": "admin"}, "role"),
        ({"bio": "fine", "website": "ftp://example.org"}, "website"),
    ],
)
async def test_an_invalid_change_names_the_field_and_changes_nothing(
    ada: User, body: dict[str, Any], field: str
) -> None:
    response = await ada.patch(body)
    assert error(response) == (400, "VALIDATION_ERROR")
    assert [problem["field"] for problem in response.json()["error"]["details"]["errors"]] == [field]
    data = (await ada.get()).json()["data"]
    assert (data["version"], data["bio"], data["role"]) == (1, None, "user")


async def test_a_username_is_taken_in_any_letter_case_and_signs_in_after_a_change(
    client: httpx2.AsyncClient, container: Container, ada: User, register: Register
) -> None:
    await register("Grace")
    assert error(await ada.patch({"username": "gRACE", "bio": "not stored"})) == (409, "USERNAME_TAKEN")
    assert (await ada.get()).json()["data"]["bio"] is None

    assert (await ada.patch({"username": "Ada_L"})).json()["data"]["username"] == "Ada_L"
    assert (await ada.patch({"username": "Countess"})).json()["data"]["username"] == "Countess"
    for name, status in (("countess", 200), ("ada_l", 401)):
        login = await client.post("/api/v1/auth/login", json={"username": name, "password": "Sesame-0pen"})
        assert login.status_code == status
    assert (await register("ada_l", "other@example.org"))["accessToken"]
    async with container.runtime.transactions.read() as connection:
        kinds = (await connection.execute(select(audit_entries.c.kind))).scalars().all()
    assert kinds.count("username_changed") == 2


async def test_of_parallel_changes_to_one_username_one_wins(client: httpx2.AsyncClient, register: Register) -> None:
    users = [User(client, await register(f"user_{number}")) for number in range(8)]
    responses = await asyncio.gather(*(user.patch({"username": "wanted"}) for user in users))
    assert sorted(response.status_code for response in responses) == [200, *[409] * 7]


async def test_parallel_changes_of_one_profile_are_all_kept(ada: User) -> None:
    bodies = ({"bio": "b"}, {"location": "l"}, {"website": "https://w.example"}, {"allowFollowers": False})
    responses = await asyncio.gather(*(ada.patch(body) for body in bodies))
    assert sorted(response.json()["data"]["version"] for response in responses) == [2, 3, 4, 5]
    data = (await ada.get()).json()["data"]
    assert (data["bio"], data["location"], data["website"], data["allowFollowers"]) == (
        "b",
        "l",
        "https://w.example",
        False,
    )


async def test_a_stale_version_changes_nothing(ada: User) -> None:
    assert (await ada.patch({"bio": "1"}, **{"If-Match": '"1"'})).status_code == 200
    assert error(await ada.patch({"bio": "2"}, **{"If-Match": '"1"'})) == (412, "PRECONDITION_FAILED")
    assert error(await ada.patch({"timeZone": "Asia/Tokyo"}, PREFERENCES, **{"If-Match": '"1"'})) == (
        412,
        "PRECONDITION_FAILED",
    )
    assert (await ada.patch({"bio": "3"}, **{"If-Match": "*"})).json()["data"]["bio"] == "3"
    assert error(await ada.patch({"bio": "4"}, **{"If-Match": "2"})) == (400, "VALIDATION_ERROR")


async def test_preferences_have_defaults_and_share_language_and_region_with_the_profile(ada: User) -> None:
    default = {
        "language": None,
        "region": None,
        "timeZone": None,
        "spoilerMode": "off",
        "ratingScale": "percent",
    }
    assert (await ada.get(PREFERENCES)).json()["data"] == default
    body = {"language": "DE-de", "timeZone": "Europe/Berlin", "spoilerMode": "texts", "ratingScale": "half_stars"}
    changed = await ada.patch(body, PREFERENCES)
    assert changed.json()["data"] == {**body, "language": "de-DE", "region": None}
    assert changed.headers["etag"] == '"2"'
    assert (await ada.get()).json()["data"]["preferredLanguage"] == "de-DE"
    cleared = await ada.patch(dict.fromkeys(default), PREFERENCES)
    assert cleared.json()["data"] == default


@pytest.mark.parametrize(
    "body",
    [
        {"timeZone": "Europe/Atlantis"},
        {"timeZone": "../UTC"},
        {"spoilerMode": "some"},
        {"ratingScale": 5},
        {"language": "x"},
        {"region": "ZZ"},
        {"services": [8]},
    ],
)
async def test_invalid_preferences_are_rejected(ada: User, body: dict[str, Any]) -> None:
    response = await ada.patch(body, PREFERENCES)
    assert error(response) == (400, "VALIDATION_ERROR")
    assert response.json()["error"]["details"]["errors"][0]["field"] == next(iter(body))


async def test_others_see_a_public_profile_without_private_data(client: httpx2.AsyncClient, ada: User) -> None:
    await ada.patch({"bio": "Counts frames.", "preferredLanguage": "en"})
    response = await client.get("/api/v1/users/ADA_L")
    data = response.json()["data"]
    assert data == {
        "id": ada.id,
        "username": "ada_l",
        "avatarUrl": None,
        "bio": "Counts frames.",
        "location": None,
        "website": None,
        "createdAt": data["createdAt"],
        "privacy": dict.fromkeys(("isProfilePublic", "showWatchHistory", "showRatings", "allowFollowers"), True),
    }
    assert response.headers["cache-control"] == "no-store"


async def test_a_hidden_profile_and_a_missing_one_have_the_same_response(
    client: httpx2.AsyncClient, ada: User, root: User, register: Register
) -> None:
    await ada.patch({"isProfilePublic": False})
    grace = User(client, await register("grace"))

    def body_of(response: httpx2.Response) -> tuple[int, dict[str, Any]]:
        body = response.json()
        body["error"].pop("requestId")
        return response.status_code, body

    for headers in ({}, grace.headers):
        hidden = await client.get("/api/v1/users/ada_l", headers=headers)
        missing = await client.get("/api/v1/users/unknown_name", headers=headers)
        assert body_of(hidden) == body_of(missing)
        assert error(hidden) == (404, "USER_NOT_FOUND")
    for reader in (ada, root):
        assert (await reader.get("/api/v1/users/ada_l")).json()["data"]["id"] == ada.id


async def test_users_are_named_by_their_ids_in_that_order(
    client: httpx2.AsyncClient, ada: User, root: User, register: Register
) -> None:
    grace = User(client, await register("grace"))
    ids = f"{grace.id},{uuid4()},{ada.id.upper()},{grace.id}"
    names = (await client.get(f"{USERS}?ids={ids}")).json()["data"]
    assert names == [
        {"id": grace.id, "username": "grace", "avatarUrl": None},
        {"id": ada.id, "username": "ada_l", "avatarUrl": None},
    ]

    await ada.patch({"isProfilePublic": False})
    for reader, visible in ((grace, ["grace"]), (ada, ["grace", "ada_l"]), (root, ["grace", "ada_l"])):
        shown = (await reader.get(f"{USERS}?ids={ids}")).json()["data"]
        assert [name["username"] for name in shown] == visible


@pytest.mark.parametrize(
    ("query", "rule"),
    [
        ("", "missing"),
        ("ids=", "string_pattern_mismatch"),
        ("ids=ada_l", "string_pattern_mismatch"),
        ("ids=" + ",".join([str(UUID(int=1))] * 101), "string_too_long"),
    ],
)
async def test_ids_of_users_are_1_to_100_ids(client: httpx2.AsyncClient, query: str, rule: str) -> None:
    response = await client.get(f"{USERS}?{query}")
    assert error(response) == (400, "VALIDATION_ERROR")
    assert response.json()["error"]["details"]["errors"][0]["rule"] == rule


@pytest.mark.parametrize("name", ["%00", "a" * 64, "ädä", "..%2Fme", "a b", "%F0%9F%98%80"])
async def test_a_name_that_no_user_can_have_is_not_found(client: httpx2.AsyncClient, name: str) -> None:
    assert (await client.get(f"/api/v1/users/{name}")).status_code in {400, 404}


async def test_privacy_and_preferences_are_published_and_nothing_else(
    container: Container, ada: User, root: User
) -> None:
    await ada.patch({"bio": "Counts frames."})
    assert await published(container) == []
    await ada.patch({"isProfilePublic": False, "showRatings": False, "bio": "Secret"})
    await ada.patch({"timeZone": "Asia/Tokyo", "ratingScale": "stars5"}, PREFERENCES)
    await ada.patch({"ratingScale": "stars5"}, PREFERENCES)
    put = await root.client.put(
        f"/api/v1/admin/users/{ada.id}/roles",
        json={"roles": ["user", "admin"]},
        headers={**root.headers, "If-Match": "*"},
    )
    assert put.status_code == 200

    events = await published(container)
    assert [event.version for event in events] == [3, 4, 5]
    last = events[-1]
    assert str(last.user_id) == ada.id
    assert last.roles == ("user", "admin")
    assert (last.profile_public, last.show_watch_history, last.show_ratings, last.allow_followers) == (
        False,
        True,
        False,
        True,
    )
    assert (last.time_zone, last.spoiler_mode, last.rating_scale) == ("Asia/Tokyo", "off", "stars5")
    assert not any(text in str(events) for text in ("Secret", "Countess", "ada_l", "Counts"))


async def test_the_token_of_an_ended_session_reads_and_changes_nothing(ada: User) -> None:
    assert (await ada.client.post("/api/v1/auth/logout", headers=ada.headers)).status_code == 204
    for response in (
        await ada.get(),
        await ada.get(PREFERENCES),
        await ada.patch({"bio": "x"}),
        await ada.patch({"timeZone": None}, PREFERENCES),
    ):
        assert error(response) == (401, "UNAUTHORIZED")


async def test_without_a_token_the_own_profile_is_unauthorized(client: httpx2.AsyncClient) -> None:
    for response in (await client.get(ME), await client.patch(ME, json={}), await client.get(PREFERENCES)):
        assert error(response) == (401, "UNAUTHORIZED")


async def test_a_new_name_is_published_as_a_digest(ada: User, container: Container) -> None:
    await ada.patch({"username": "Grace_H"})

    [event] = await published(container)

    assert event.username_digest == UserChangedV1.digest_of("grace_h")
    assert b"grace" not in event.to_json().lower()


async def test_every_account_is_published_again_with_a_newer_version(
    ada: User, root: User, container: Container, capsys: pytest.CaptureFixture[str]
) -> None:
    await announce(container.application.profiles.announce)

    events = await published(container)

    assert capsys.readouterr().out == "2 accounts published\n"
    assert {event.version for event in events} == {2}
    assert {event.username_digest for event in events} == {
        UserChangedV1.digest_of("ada_l"),
        UserChangedV1.digest_of("root"),
    }
    assert (await ada.get()).headers["etag"] == '"2"'
    assert (await root.get()).headers["etag"] == '"2"'
