from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from notifications.domain.deliveries.model import Delivered, Refused, State
from notifications.domain.webhooks.endpoints import Health, Limits, after_attempt
from notifications.domain.webhooks.events import matches
from notifications.domain.webhooks.retries import LONGEST_WAIT, after, outcome_of
from notifications.domain.webhooks.signatures import FORM, new_secret, signature_headers

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LIMITS = Limits(timedelta(seconds=1), 5)


@given(st.text(max_size=200))
def test_the_reference_library_verifies_a_signature(text: str) -> None:
    body, secret = text.encode("utf-8", "replace"), new_secret()
    headers = signature_headers(UUID(int=1), datetime.now(UTC), body, [new_secret(), secret])

    Webhook(secret).verify(body, headers, json_parse=False)


def test_a_signature_of_the_specification() -> None:
    """The example of https://github.com/standard-webhooks/standard-webhooks, computed by its reference library."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    headers = signature_headers(UUID(int=1), NOW, body, [secret])

    assert headers["webhook-signature"] == Webhook(secret).sign(headers["webhook-id"], NOW, body.decode())


def test_a_secret_has_32_random_bytes() -> None:
    assert FORM.fullmatch(new_secret())
    assert new_secret() != new_secret()


@pytest.mark.parametrize(
    ("filters", "passes"),
    [
        ({}, True),
        ({"kind": ("movie",)}, True),
        ({"kind": ("show",)}, False),
        ({"kind": ("show", "movie")}, True),
        ({"kind": ("movie",), "region": ("PL",)}, True),
        ({"kind": ("movie",), "region": ("US",)}, False),
        ({"direction": ("up",)}, True),
        ({"state": ("planned",)}, False),
    ],
)
def test_filters(filters: dict[str, tuple[str, ...]], passes: bool) -> None:
    facts = {"kind": ("movie",), "region": ("PL", "UA"), "state": ()}
    assert matches(filters, facts) is passes  # type: ignore[arg-type]


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_any_success_is_success(status: int) -> None:
    assert isinstance(outcome_of(status, None, NOW), Delivered)


@pytest.mark.parametrize(
    ("status", "retry_after", "code", "retry_at"),
    [
        (301, None, "redirected", None),
        (404, "60", "status_4xx", None),
        (429, "60", "rate_limited", NOW + timedelta(seconds=60)),
        (429, "999999999999999999999", "rate_limited", NOW + LONGEST_WAIT),
        (429, "soon", "rate_limited", None),
        (503, "Sat, 21 Nov 2026 13:00:00 GMT", "status_5xx", NOW + timedelta(hours=1)),
        (503, "Sat, 21 Nov 2026 11:00:00 GMT", "status_5xx", NOW),
        (503, "Sat Nov 21 13:00:00 2026", "status_5xx", None),
        (503, "Sat, 21 Nov 2026 13:00:00 +99999999999999999999", "status_5xx", None),
        (500, "60", "status_5xx", None),
    ],
)
def test_failures(status: int, retry_after: str | None, code: str, retry_at: datetime | None) -> None:
    outcome = outcome_of(status, retry_after, NOW)
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.retry_at, outcome.target_is_gone) == (code, retry_at, False)


@given(st.text(max_size=40))
def test_no_text_of_retry_after_is_an_error(text: str) -> None:
    outcome_of(429, text, NOW)


def test_a_delivery_is_repeated_until_it_expires() -> None:
    refused = Refused("status_5xx", "")
    expires_at, now, attempts = NOW + timedelta(hours=24), NOW, 0
    while True:
        attempts += 1
        step = after(refused, attempts, expires_at, now, 0.5)
        if step.due_at is None:
            break
        assert step.due_at > now
        now = step.due_at

    assert step.state is State.FAILED
    assert timedelta(hours=21) < now - NOW < timedelta(hours=24)
    assert 15 < attempts < 30


def test_an_endpoint_that_fails_is_called_less_and_less_often_until_it_is_disabled() -> None:
    health = after_attempt(Health(), Refused("status_5xx", ""), NOW, LIMITS)
    later = after_attempt(Health(20, NOW), Refused("status_5xx", ""), NOW + timedelta(days=4), LIMITS)
    last = after_attempt(Health(20, NOW), Refused("status_5xx", ""), NOW + timedelta(days=5), LIMITS)

    assert (health.failures, health.failing_since, health.free_at) == (1, NOW, NOW + timedelta(seconds=1))
    assert (later.free_at, later.disabled_reason) == (NOW + timedelta(days=4, minutes=5), None)
    assert last.disabled_reason == "failing"
    assert after_attempt(health, Delivered(), NOW, LIMITS) == Health(free_at=NOW + timedelta(seconds=1))
