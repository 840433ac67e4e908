"""Registration and sign-in over HTTP, on Postgres."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from functools import partial

import httpx2
import jwt
import pytest
from sqlalchemy import select, text

from auth.application.accounts.commands import RegisterAccount
from auth.bootstrap import Container
from auth.infrastructure.tables import accounts, outbox
from chassis.testing.kafka import wait_until
from contracts.auth import UserChangedV1, UserRegisteredV1

pytestmark = pytest.mark.integration

PASSWORD = "Sesame-0pen"

Register = Callable[..., Awaitable[dict[str, str]]]
Serve = Callable[..., Awaitable[httpx2.AsyncClient]]

ADA = {"email": "Ada@Example.org", "username": "Ada_L", "password": PASSWORD}


async def log_in(client: httpx2.AsyncClient, email: str, password: str = PASSWORD) -> httpx2.Response:
    return await client.post("/api/v1/auth/login", json={"email": email, "password": password})


async def test_registration_signs_in_and_is_published(client: httpx2.AsyncClient, container: Container) -> None:
    response = await client.post("/api/v1/auth/register", json={**ADA, "avatarUrl": "https://example.org/a.png"})

    assert response.status_code == 201
    assert response.headers["cache-control"] == "no-store"
    body = response.json()
    assert body["success"] is True
    assert (body["data"]["tokenType"], body["data"]["expiresIn"]) == ("Bearer", 600)
    claims = jwt.decode(body["data"]["accessToken"], options={"verify_signature": False})
    async with container.runtime.transactions.read() as connection:
        row, changed, contact = (await connection.execute(select(outbox).order_by(outbox.c.id))).all()
        stored = (await connection.execute(select(accounts))).mappings().one()
    event = UserRegisteredV1.model_validate_json(row.body)
    assert (row.topic, row.key, row.headers["ce_source"]) == ("user.registered", claims["sub"].encode(), "auth")
    assert (str(event.user_id), event.version, event.roles) == (claims["sub"], 1, ("user",))
    assert b"ada" not in row.body.lower() + changed.body.lower() + contact.body.lower()
    assert UserChangedV1.model_validate_json(changed.body).username_digest == UserChangedV1.digest_of("ada_l")
    assert stored["password_hash"].startswith("$argon2id$")
    assert (stored["email"], stored["username"]) == ("Ada@Example.org", "Ada_L")


async def test_me_returns_the_account_of_the_token(client: httpx2.AsyncClient, register: Register) -> None:
    tokens = await register("ada_l")

    response = await client.get("/api/v1/auth/me", headers={"Authorization": f"Bearer {tokens['accessToken']}"})

    me = response.json()["data"]
    assert response.headers["cache-control"] == "no-store"
    assert (me.pop("id"), me.pop("createdAt")[-1]) == (
        jwt.decode(tokens["accessToken"], options={"verify_signature": False})["sub"],
        "Z",
    )
    assert me == {
        "email": "ada_l@example.org",
        "username": "ada_l",
        "isEmailConfirmed": False,
        "avatarUrl": None,
        "role": "user",
        "roles": ["user"],
        "profile": {
            "bio": None,
            "location": None,
            "website": None,
            "preferredLanguage": None,
            "preferredRegion": None,
            "privacy": {
                "isProfilePublic": True,
                "showWatchHistory": True,
                "showRatings": True,
                "allowFollowers": True,
            },
        },
        "stats": {"moviesRated": 0, "showsRated": 0, "watchlistCount": 0},
    }


@pytest.mark.parametrize("identifier", ["ada@example.org", "ADA@EXAMPLE.ORG", "ada_l", "ADA_L"])
async def test_sign_in_ignores_case(client: httpx2.AsyncClient, identifier: str) -> None:
    await client.post("/api/v1/auth/register", json=ADA)

    by_field = await log_in(client, identifier)
    by_name = await client.post("/api/v1/auth/login", json={"username": identifier, "password": PASSWORD})

    assert (by_field.status_code, by_name.status_code) == (200, 200)
    assert set(by_field.json()["data"]) == {"accessToken", "refreshToken", "tokenType", "expiresIn"}


async def test_password_is_normalised(client: httpx2.AsyncClient) -> None:
    await client.post("/api/v1/auth/register", json={**ADA, "password": "Rene\u0301\uff11234"})

    assert (await log_in(client, "ada_l", "Ren\u00e91234")).status_code == 200


async def test_taken_address_and_username_have_their_own_codes(client: httpx2.AsyncClient) -> None:
    await client.post("/api/v1/auth/register", json=ADA)

    outcomes = []
    for changes in ({"username": "other"}, {"email": "other@example.org"}, {}):
        lower = {"email": "ada@example.org", "username": "ada_l", "password": PASSWORD, **changes}
        response = await client.post("/api/v1/auth/register", json=lower)
        outcomes.append((response.status_code, response.json()["error"]["code"]))

    assert outcomes == [(409, "EMAIL_TAKEN"), (409, "USERNAME_TAKEN"), (409, "EMAIL_TAKEN")]


SAME_MAILBOX = [
    "ada@bücher.example",
    "ADA@BÜCHER.EXAMPLE",
    "ada@xn--bcher-kva.example",
    "ada@XN--BCHER-KVA.example",
    "ada@ｂücher.example",
    "ada@bu\u0308cher.example",
    "ada@bücher.example.",
    "ａda@bücher.example",
    "Ada@bücher.example",
]


@pytest.mark.parametrize("spelling", SAME_MAILBOX)
async def test_mailbox_has_one_account_in_every_spelling(client: httpx2.AsyncClient, spelling: str) -> None:
    first = await client.post("/api/v1/auth/register", json={**ADA, "email": SAME_MAILBOX[0]})
    assert first.status_code == 201

    second = await client.post("/api/v1/auth/register", json={**ADA, "email": spelling, "username": "other"})

    assert (second.status_code, second.json()["error"]["code"]) == (409, "EMAIL_TAKEN")
    assert (await log_in(client, spelling)).status_code == 200


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ada@faß.example", "ada@fass.example"),
        ("ada@bücher.example", "ada@bucher.example"),
        ("ada@example.org", "ada@example.com"),
        ("ada@example.org", "a.da@example.org"),
        ("ada@example.org", "ada+movies@example.org"),
    ],
)
async def test_two_mailboxes_have_two_accounts(client: httpx2.AsyncClient, one: str, other: str) -> None:
    for number, email in enumerate((one, other)):
        body = {**ADA, "email": email, "username": f"ada_{number}"}
        assert (await client.post("/api/v1/auth/register", json=body)).status_code == 201


@pytest.mark.parametrize(
    "email", ["ada@xn--zzzzzz99.example", "ada@a_b.example", "ada@ab--c.example", "a（b@example.org"]
)
async def test_impossible_address_is_rejected(client: httpx2.AsyncClient, email: str) -> None:
    response = await client.post("/api/v1/auth/register", json={**ADA, "email": email})
    assert (response.status_code, response.json()["error"]["code"]) == (400, "VALIDATION_ERROR")
    assert response.json()["error"]["details"]["errors"][0]["field"] == "email"
    assert (await log_in(client, email)).status_code == 401


async def test_username_is_compared_in_compatibility_form(client: httpx2.AsyncClient) -> None:
    await client.post("/api/v1/auth/register", json=ADA)
    assert (await log_in(client, "ａｄａ_ｌ")).status_code == 200


async def test_one_of_many_parallel_registrations_wins(client: httpx2.AsyncClient, container: Container) -> None:
    bodies = [{**ADA, "username": f"ada_{number}"} for number in range(8)]
    bodies += [{**ADA, "email": f"bob{number}@example.org", "username": "Bob"} for number in range(8)]

    responses = await asyncio.gather(*(client.post("/api/v1/auth/register", json=body) for body in bodies))

    codes = Counter(
        response.json()["error"]["code"] if response.is_error else response.status_code for response in responses
    )
    assert codes == {201: 2, "EMAIL_TAKEN": 7, "USERNAME_TAKEN": 7}
    async with container.runtime.transactions.read() as connection:
        assert len((await connection.execute(select(accounts.c.id))).all()) == 2
        assert len((await connection.execute(select(outbox.c.id))).all()) == 6


async def test_unknown_account_gets_the_same_response(client: httpx2.AsyncClient, register: Register) -> None:
    await register("ada_l")

    responses = [
        await log_in(client, "ada_l", "Sesame-0pem"),
        await log_in(client, "unknown", "Sesame-0pen"),
        await log_in(client, "unknown@example.org", "x"),
    ]

    bodies = [response.json()["error"] for response in responses]
    for body in bodies:
        body.pop("requestId")
    assert [response.status_code for response in responses] == [401] * 3
    assert bodies[0] == bodies[1] == bodies[2]
    assert bodies[0]["code"] == "INVALID_CREDENTIALS"
    assert all(response.headers["cache-control"] == "no-store" for response in responses)


@pytest.mark.parametrize("username", ["ada_l", "unknown"])
async def test_guessing_is_throttled_for_existing_and_unknown_accounts(
    waiting: httpx2.AsyncClient, register: Register, username: str
) -> None:
    await register("ada_l")

    statuses = [(await log_in(waiting, username, "wrong")).status_code for _ in range(6)]
    last = await log_in(waiting, username.upper(), "Sesame-0pen")

    assert statuses == [401] * 5 + [429]
    assert (last.status_code, last.json()["error"]["code"], last.headers["retry-after"]) == (429, "RATE_LIMITED", "1")
    assert (await log_in(waiting, "another_user", "wrong")).status_code == 401


SPELLINGS = [
    "victim_iii@example.org",
    "VICTIM_III@EXAMPLE.ORG",
    "vİctim_iii@example.org",
    "victim_İİİ@example.org",
    "vıctim_iii@example.org",
    "ｖictim_iii@example.org",
    "victim_iii@ｅxample.org",
    "victim_iii@example.org.",
    "victim_iii",
    "VICTIM_iii",
    "ｖictim_iii",
]


async def test_all_spellings_of_an_account_share_one_count(waiting: httpx2.AsyncClient, register: Register) -> None:
    """What does not reach the account may be tried at will; what reaches it has one count."""
    await register("victim_iii")
    for _ in range(5):
        assert (await log_in(waiting, SPELLINGS[0], "wrong")).status_code == 401

    for spelling in SPELLINGS:
        response = await log_in(waiting, spelling, PASSWORD)
        assert response.status_code in (401, 429), spelling
        if response.status_code == 401:
            assert "İ" in spelling or "ı" in spelling, "another identifier, which belongs to no account"


async def test_all_spellings_of_a_mailbox_share_one_count(waiting: httpx2.AsyncClient, register: Register) -> None:
    await register("victim_iii")
    reaching = [spelling for spelling in SPELLINGS if (await log_in(waiting, spelling, PASSWORD)).status_code == 200]
    assert len(reaching) == 8

    statuses = [(await log_in(waiting, spelling, "wrong")).status_code for spelling in reaching]

    assert statuses == [401] * 5 + [429] * 3


async def test_parallel_guesses_are_all_counted(waiting: httpx2.AsyncClient, register: Register) -> None:
    await register("ada_l")

    responses = await asyncio.gather(*(log_in(waiting, "ada_l", "wrong") for _ in range(20)))

    assert Counter(response.status_code for response in responses) == {401: 5, 429: 15}


async def test_success_clears_the_count_and_the_wait_ends(
    client: httpx2.AsyncClient, container: Container, register: Register
) -> None:
    await register("ada_l")
    for _ in range(4):
        await log_in(client, "ada_l", "wrong")
    assert (await log_in(client, "ada_l")).status_code == 200
    assert [(await log_in(client, "ada_l", "wrong")).status_code for _ in range(5)] == [401] * 5
    assert (await log_in(client, "ada_l")).status_code == 429

    async with container.runtime.engine.begin() as connection:
        await connection.execute(text("update login_attempts set blocked_until = now()"))
    assert (await log_in(client, "ada_l")).status_code == 200


async def test_weaker_hash_is_replaced_at_sign_in(
    client: httpx2.AsyncClient, container: Container, register: Register, serve: Serve
) -> None:
    await register("ada_l")
    stronger = await serve(password_passes=2)

    assert (await log_in(stronger, "ada_l", "wrong")).status_code == 401
    assert await _hash_of(container) == "m=8,t=1,p=1"
    assert (await log_in(stronger, "ada_l")).status_code == 200
    assert await _hash_of(container) == "m=8,t=2,p=1"
    assert (await log_in(stronger, "ada_l")).status_code == 200


async def _hash_of(container: Container) -> str:
    async with container.runtime.transactions.read() as connection:
        stored: str = (await connection.execute(select(accounts.c.password_hash))).scalar_one()
    return stored.split("$")[3]


async def test_full_queue_is_a_503_with_retry_after(register: Register, serve: Serve) -> None:
    await register("ada_l")
    small = await serve(password_threads=1, password_queue=0, password_passes=200, password_memory_kib=4096)

    responses = await asyncio.gather(*(log_in(small, f"user_{number}") for number in range(4)))

    codes = Counter(response.status_code for response in responses)
    assert codes[503] >= 1
    assert set(codes) <= {401, 503}
    busy = next(response for response in responses if response.status_code == 503)
    assert (busy.json()["error"]["code"], busy.headers["retry-after"]) == ("SERVICE_UNAVAILABLE", "1")


async def is_ready(replica: httpx2.AsyncClient) -> bool:
    return (await replica.get("/health/ready")).status_code == 200


async def test_administrator_is_created_once(container: Container, serve: Serve) -> None:
    named = {"bootstrap_admin_email": "root@example.org", "bootstrap_admin_password": "Sesame-0pen"}

    replicas = await asyncio.gather(*(serve(**named) for _ in range(4)))
    for replica in replicas:
        await wait_until(partial(is_ready, replica), what="readiness")
    again = await serve(**{**named, "bootstrap_admin_password": "Another-0ne"})
    tokens = (await log_in(again, "root@example.org", "Sesame-0pen")).json()["data"]
    me = (await again.get("/api/v1/auth/me", headers={"Authorization": f"Bearer {tokens['accessToken']}"})).json()

    assert (me["data"]["roles"], me["data"]["role"], me["data"]["username"]) == (["user", "admin"], "admin", "admin")
    async with container.runtime.transactions.read() as connection:
        assert len((await connection.execute(select(outbox.c.id))).all()) == 3
        assert len((await connection.execute(select(accounts.c.id))).all()) == 1


async def test_closed_registration_refuses_everybody_but_the_administrator(serve: Serve) -> None:
    closed = await serve(
        registration="closed", bootstrap_admin_email="root@example.org", bootstrap_admin_password="Sesame-0pen"
    )
    await wait_until(partial(is_ready, closed), what="readiness")

    response = await closed.post("/api/v1/auth/register", json=ADA)

    assert (response.status_code, response.json()["error"]["code"]) == (403, "REGISTRATION_CLOSED")
    assert (await log_in(closed, "root@example.org", "Sesame-0pen")).status_code == 200


async def test_username_that_looks_like_another_is_taken(client: httpx2.AsyncClient) -> None:
    names = ("comer_l", "corner_1", "C0rner_l", "corner_2")
    responses = [
        await client.post("/api/v1/auth/register", json={**ADA, "email": f"{name}@example.org", "username": name})
        for name in names
    ]
    assert [response.status_code for response in responses] == [201, 409, 409, 201]
    assert responses[1].json()["error"]["code"] == "USERNAME_TAKEN"


async def test_parallel_replicas_create_one_administrator(container: Container) -> None:
    command = RegisterAccount("root@example.org", "admin", "Sesame-0pen")

    await asyncio.gather(*(container.application.accounts.ensure_administrator(command) for _ in range(6)))

    async with container.runtime.transactions.read() as connection:
        assert len((await connection.execute(select(accounts.c.id))).all()) == 1


async def test_administrator_takes_no_name_and_promotes_no_account(register: Register, serve: Serve) -> None:
    await register("chief", email="squatter@example.org")
    named = {"bootstrap_admin_username": "chief", "bootstrap_admin_password": "Sesame-0pen"}
    admin = await serve(bootstrap_admin_email="root@example.org", **named)
    squatter = await serve(bootstrap_admin_email="squatter@example.org", **named)
    for replica in (admin, squatter):
        await wait_until(partial(is_ready, replica), what="readiness")

    tokens = (await log_in(admin, "root@example.org", "Sesame-0pen")).json()["data"]
    claims = jwt.decode(tokens["accessToken"], options={"verify_signature": False})
    squatter_tokens = (await log_in(squatter, "squatter@example.org")).json()["data"]

    assert claims["roles"] == ["user", "admin"]
    assert jwt.decode(squatter_tokens["accessToken"], options={"verify_signature": False})["roles"] == ["user"]


async def test_clients_are_identified_by_trusted_proxies_only(register: Register, serve: Serve) -> None:
    await register("ada_l")

    async def statuses(client: httpx2.AsyncClient) -> list[int]:
        body = {"email": "ada_l", "password": "wrong"}
        return [
            (
                await client.post("/api/v1/auth/login", json=body, headers={"X-Forwarded-For": f"203.0.113.{number}"})
            ).status_code
            for number in range(7)
        ]

    assert await statuses(await serve(trusted_proxies="10.0.0.0/8")) == [401] * 5 + [429] * 2
    assert await statuses(await serve()) == [401] * 7
