"""Admission: target, principal and rate limit of a request, with the ports in memory."""

from uuid import uuid4

import pytest
from services.gateway.tests.fakes import KnownKeys, KnownTokens, ManualClock

from chassis.core.api_keys import with_checksum
from chassis.testing.clock import FixedClock
from gateway.application.admission import ANONYMOUS, UNMATCHED, Admission, Admit, Admitted, Credentials, RequestHead
from gateway.application.ports import Principal
from gateway.application.rate_classes import CurrentRateClasses
from gateway.application.rate_limiter import RateLimiter
from gateway.domain.errors import (
    BadHeaders,
    BadPath,
    ExpiredToken,
    GatewayError,
    InvalidAccessToken,
    KeysUnavailable,
    MethodNotAllowed,
    RouteNotFound,
    TooManyRequests,
)
from gateway.domain.rate_limit import RateLimits
from gateway.domain.request_classes import CLASSES, READS, SIGN_IN, WRITES

pytestmark = pytest.mark.unit

KEY = with_checksum("a" * 40)
ADA = Principal(uuid4(), uuid4(), 2000.0)
NORMAL = RateLimits(dict.fromkeys(CLASSES, 600))


def admit_with(rejection: GatewayError, limits: RateLimits) -> Admit:
    limiter = RateLimiter(limits, ManualClock(), CurrentRateClasses().of)
    return Admit(KnownTokens(rejection, ada=ADA), KnownKeys(KEY, "ada"), limiter, FixedClock())


def head(path: str, *, method: str = "GET", token: str | None = None, address: str = "192.0.2.7") -> RequestHead:
    headers = [(b"authorization", f"Bearer {token}".encode())] if token else []
    return RequestHead(method, path.encode(), b"", headers, address)


async def admission_of(request: RequestHead, rejection: GatewayError | None = None) -> Admission:
    return await admit_with(rejection or InvalidAccessToken(), NORMAL)(request)


async def test_valid_token_is_forwarded_with_its_principal() -> None:
    admission = await admission_of(head("/api/v1/me/x", token="ada"))
    assert isinstance(admission.outcome, Admitted)
    assert admission.outcome.credentials == Credentials("ada", ADA)
    assert admission.route == "/api/v1/me"


async def test_the_webhook_of_a_media_server_needs_no_token_and_ignores_any() -> None:
    for token in (None, "ada", "bad"):
        admission = await admission_of(head("/api/v1/scrobble/mqw_key/plex", method="POST", token=token))
        assert isinstance(admission.outcome, Admitted)
        assert admission.outcome.credentials == ANONYMOUS
        assert admission.route == "/api/v1/scrobble"


@pytest.mark.parametrize("rejection", [InvalidAccessToken(), ExpiredToken(), KeysUnavailable()])
async def test_invalid_token_is_ignored_on_public_reads_only(rejection: GatewayError) -> None:
    public = await admission_of(head("/api/v1/catalog/x", token="bad"), rejection)
    write = await admission_of(head("/api/v1/catalog/x", method="POST", token="bad"), rejection)
    private = await admission_of(head("/api/v1/me/x", token="bad"), rejection)
    assert isinstance(public.outcome, Admitted)
    assert public.outcome.credentials == ANONYMOUS
    assert write.outcome is private.outcome is rejection


async def test_sign_in_ignores_every_token() -> None:
    admission = await admission_of(head("/api/v1/auth/login", method="POST", token="bad"))
    assert isinstance(admission.outcome, Admitted)
    assert admission.outcome.credentials == ANONYMOUS


@pytest.mark.parametrize(
    ("path", "method", "error", "route"),
    [
        ("/api/v1//x", "GET", BadPath, UNMATCHED),
        ("/api/v1/nothing", "GET", RouteNotFound, UNMATCHED),
        ("/api/v1/stats/x", "PROPFIND", MethodNotAllowed, UNMATCHED),
    ],
)
async def test_rejected_request_is_counted_too(path: str, method: str, error: type[GatewayError], route: str) -> None:
    admission = await admission_of(head(path, method=method))
    assert isinstance(admission.outcome, error)
    assert admission.rate_limit is not None
    assert admission.route == route


async def test_limits_count_per_user_or_per_address() -> None:
    admit = admit_with(InvalidAccessToken(), RateLimits(dict.fromkeys(CLASSES, 1)))

    async def is_limited(request: RequestHead) -> bool:
        return isinstance((await admit(request)).outcome, TooManyRequests)

    assert not await is_limited(head("/api/v1/stats/x"))
    assert await is_limited(head("/api/v1/stats/x"))
    assert not await is_limited(head("/api/v1/stats/x", address="192.0.2.8"))
    assert not await is_limited(head("/api/v1/stats/x", token="ada"))
    assert await is_limited(head("/api/v1/stats/x", token="ada", address="192.0.2.9")), "the same user"


async def test_sign_ins_count_per_address_whatever_the_token() -> None:
    admit = admit_with(InvalidAccessToken(), RateLimits({READS: 10, WRITES: 10, SIGN_IN: 1}))
    first = await admit(head("/api/v1/auth/login", method="POST"))
    second = await admit(head("/api/v1/auth/register", method="POST", token="ada"))
    assert isinstance(first.outcome, Admitted)
    assert isinstance(second.outcome, TooManyRequests)


async def test_zero_quota_means_no_limit() -> None:
    admission = await admit_with(InvalidAccessToken(), RateLimits(dict.fromkeys(CLASSES, 0)))(head("/api/v1/stats/x"))
    assert admission.rate_limit is None


def with_headers(path: str, *headers: tuple[str, str], method: str = "GET") -> RequestHead:
    return RequestHead(
        method, path.encode(), b"", [(name.encode(), value.encode()) for name, value in headers], "192.0.2.7"
    )


@pytest.mark.parametrize(
    "header", [("x-api-key", KEY), ("authorization", f"Bearer {KEY}"), ("authorization", f"bearer {KEY}")]
)
async def test_the_token_of_an_api_key_is_forwarded_in_its_place(header: tuple[str, str]) -> None:
    admission = await admission_of(with_headers("/api/v1/me/x", header, method="POST"))
    assert isinstance(admission.outcome, Admitted)
    assert admission.outcome.credentials == Credentials("ada", ADA)


@pytest.mark.parametrize("key", ["mq_x", "ada", "", with_checksum("b" * 40)])
async def test_an_invalid_api_key_is_like_an_invalid_token(key: str) -> None:
    private = await admission_of(with_headers("/api/v1/me/x", ("x-api-key", key)))
    public = await admission_of(with_headers("/api/v1/catalog/x", ("x-api-key", key)))
    assert isinstance(private.outcome, InvalidAccessToken)
    assert isinstance(public.outcome, Admitted)
    assert public.outcome.credentials == ANONYMOUS


@pytest.mark.parametrize(
    "headers",
    [
        (("x-api-key", KEY), ("authorization", "Bearer ada")),
        (("x-api-key", KEY), ("x-api-key", KEY)),
        (("x-api-key", KEY), ("authorization", "Basic x")),
    ],
)
async def test_two_credentials_are_ambiguous(headers: tuple[tuple[str, str], ...]) -> None:
    for path in ("/api/v1/me/x", "/api/v1/catalog/x"):
        assert isinstance((await admission_of(with_headers(path, *headers))).outcome, BadHeaders)


async def test_sign_in_ignores_every_api_key() -> None:
    admission = await admission_of(with_headers("/api/v1/auth/login", ("x-api-key", KEY), method="POST"))
    assert isinstance(admission.outcome, Admitted)
    assert admission.outcome.credentials == ANONYMOUS
