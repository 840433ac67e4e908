"""Links that unsubscribe without sign-in, over HTTP on the real Postgres."""

from collections.abc import AsyncIterator, Callable
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio
from services.notifications.tests.conftest import USER, Confirm, Deliver, Rows

from chassis.storage.encryption import Keyring
from chassis.testing.clients import client_for
from chassis.testing.clock import NOON
from contracts.auth import UserDeletedV1
from contracts.library import SubscriptionTriggeredV1
from notifications.api import create_api
from notifications.application.deliveries.rendering import TextRequest
from notifications.application.preferences.unsubscribing import Unsubscription
from notifications.bootstrap import Container
from notifications.infrastructure.preferences.tokens import SignedUnsubscribeTokens, unsubscribe_link

pytestmark = pytest.mark.integration

PATH: Final = "/api/v1/notifications/unsubscribe"
Triggered = Callable[..., SubscriptionTriggeredV1]


@pytest.fixture
def signer(container: Container) -> SignedUnsubscribeTokens:
    return SignedUnsubscribeTokens(container.settings.read_keyring())


@pytest_asyncio.fixture
async def anonymous(container: Container) -> AsyncIterator[httpx2.AsyncClient]:
    """Return a client without a token."""
    async with client_for(create_api(container)) as client:
        yield client


def issued(tokens: SignedUnsubscribeTokens, kind: str = "new_episode") -> str:
    token = tokens.issue(Unsubscription(USER, kind, "email"))
    assert token is not None
    return token


async def test_only_a_post_unsubscribes_and_what_waits_is_cancelled(
    anonymous: httpx2.AsyncClient,
    confirm: Confirm,
    signer: SignedUnsubscribeTokens,
    deliver: Deliver,
    triggered: Triggered,
    rows: Rows,
) -> None:
    await confirm(USER)
    await deliver(triggered())
    token = issued(signer)

    page = await anonymous.get(PATH, params={"token": token}, headers={"Accept-Language": "uk-UA,uk;q=0.9"})
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert f'action="?token={token}"' in page.text
    assert '<html lang="uk">' in page.text
    assert "form-action 'self'" in page.headers["content-security-policy"]
    assert await rows("preferences") == []

    for _ in range(2):
        done = await anonymous.post(PATH, params={"token": token}, content=b"List-Unsubscribe=One-Click")
        assert (done.status_code, "<form" in done.text) == (200, False)

    [stored] = await rows("preferences")
    assert stored["document"]["frequencies"] == {"new_episode": {"email": "off"}}
    assert stored["version"] == 1
    assert [row["state"] for row in await rows("deliveries")] == ["cancelled"]


async def test_the_link_of_a_digest_turns_off_all_that_is_collected(
    anonymous: httpx2.AsyncClient, client: httpx2.AsyncClient, signer: SignedUnsubscribeTokens
) -> None:
    await anonymous.post(PATH, params={"token": issued(signer, "digest")})

    kinds = (await client.get("/api/v1/notifications/preferences")).json()["data"]["kinds"]
    mail = {kind["kind"]: kind["channels"]["email"]["frequency"] for kind in kinds}
    assert (mail["new_episode"], mail["rising"], mail["import_finished"]) == ("off", "off", "immediate")


async def test_every_other_token_has_one_response(
    anonymous: httpx2.AsyncClient, signer: SignedUnsubscribeTokens, deliver: Deliver, rows: Rows
) -> None:
    valid = issued(signer)
    foreign = issued(SignedUnsubscribeTokens(Keyring([bytes([7] * 32)])))
    former_kind, account = issued(signer, "removed_kind"), issued(signer, "new_device")
    changed = valid[:-1] + ("A" if valid[-1] != "A" else "B")
    invalid = ["", "x", "é", valid[:-4], changed, valid + "=", foreign, former_kind, account, "A" * 5000]
    bodies = set()

    for token in invalid:
        for method in ("GET", "POST"):
            response = await anonymous.request(method, PATH, params={"token": token})
            error = response.json()["error"]
            assert (response.status_code, error["code"]) == (400, "UNSUBSCRIBE_TOKEN_INVALID"), token
            bodies.add(error["message"])
    await deliver(UserDeletedV1(version=2, user_id=USER, deleted_at=NOON))
    erased = await anonymous.post(PATH, params={"token": valid})
    assert (erased.status_code, erased.json()["error"]["message"]) == (400, *bodies)

    assert len(bodies) == 1
    assert await rows("preferences") == []
    assert (await anonymous.post(PATH)).json()["error"]["code"] == "VALIDATION_ERROR"


def test_a_token_stays_valid_when_the_key_is_rotated() -> None:
    old, new = bytes([1] * 32), bytes([2] * 32)
    token = issued(SignedUnsubscribeTokens(Keyring([old])))

    assert SignedUnsubscribeTokens(Keyring([new, old])).read(token) == (USER, "new_episode", "email")
    assert issued(SignedUnsubscribeTokens(Keyring([new, old]))) != token


@pytest.mark.parametrize(
    ("kind", "channel", "has_link"),
    [
        ("new_episode", "email", True),
        ("digest", "email", True),
        ("sign_in_code", "email", False),
        ("test", "email", False),
        ("new_episode", None, False),
        ("new_episode", "webhook", False),
    ],
)
def test_messages_that_can_be_turned_off_have_a_link(kind: str, channel: str | None, *, has_link: bool) -> None:
    tokens = SignedUnsubscribeTokens(Keyring([bytes(32)]))
    link = unsubscribe_link("https://marquee.example/", tokens)

    url = link(TextRequest(kind, "en", "UTC", user_id=USER, channel=channel))

    assert (url is not None) == has_link
    if url is not None:
        assert (urlsplit(url).netloc, urlsplit(url).path) == ("marquee.example", PATH)
        assert tokens.read(urlsplit(url).query.removeprefix("token=")) == (USER, kind, channel)
    assert link(TextRequest(kind, "en", "UTC", user_id=UUID(int=0), channel="inbox")) is None


def test_an_installation_without_keys_has_no_links() -> None:
    assert SignedUnsubscribeTokens(None).issue(Unsubscription(USER, "rising", "email")) is None
