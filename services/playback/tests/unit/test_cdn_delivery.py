"""Addresses and cookies of CDNs, against the vendors' examples and values that openssl computed."""

import re
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateNumbers,
    RSAPublicNumbers,
    rsa_crt_dmp1,
    rsa_crt_dmq1,
    rsa_crt_iqmp,
)
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pydantic import SecretStr, ValidationError

from chassis.testing.clock import FixedClock
from playback.application.delivery.ports import Viewer
from playback.composition.delivery import cache_purge, delivery
from playback.infrastructure.delivery.cloudflare import token
from playback.infrastructure.delivery.cloudfront import url_safe
from playback.infrastructure.delivery.edge import NothingCached
from playback.infrastructure.delivery.nginx import checksum
from playback.infrastructure.delivery.settings import DeliverySettings

pytestmark = pytest.mark.unit

URL: Final = "https://media.example.org"
VERSION: Final = "vod/00000000-0000-0000-0000-00000000000a/3/"
SUBTITLES: Final = "vod/00000000-0000-0000-0000-00000000000a/subtitles/"
VIEWER: Final = Viewer(UUID(int=1), UUID(int=2), UUID(int=3))
EXPIRY: Final = datetime.fromtimestamp(1_800_000_000, UTC)

# A key of `openssl genrsa 2048` that signs nothing but this test, and what is signed with it:
#   openssl base64 -A < policy | tr '+=/' '-_~'
#   openssl dgst -sha1 -sign key.pem policy | openssl base64 -A | tr '+=/' '-_~'
PRIME_1: Final = (
    "00f7f48d4fd730824b05d71bce5e971abd47f5760e602bf91aa23a210d5e26b9d87d73990edd63e736f40a9a18cfcfe7d67b"
    "d8f71bd67b2c3eb7059e85cb355147cbc1330110074999d2346aeed38ed164fde9582dc6cbc760af666d962519e391733c04"
    "b09c0757e2f46628078d9b657d890cee2cf65204c400b91b2949b78ea7"
)
PRIME_2: Final = (
    "00cd92fbe99d140bd168ff27554b9e0f65bf161f9d921c76fe10730a8e3f01f3d9bbf8b5a7a02c39f055bf7d71ea606254f5"
    "337f9dffd9115bdb3b57b9343c79d1d6750c87f7cb7b23927df65090f4d03dc3bc1808e4717fc218264bbc8b40529ddcaef8"
    "228e611a8894dc020106323d708ecbf16f9809dd3e0755595e601b7a9f"
)
POLICY: Final = (
    "eyJTdGF0ZW1lbnQiOlt7IlJlc291cmNlIjoiaHR0cHM6Ly9tZWRpYS5leGFtcGxlLm9yZy92b2QvMDAwMDAwMDAtMDAwMC0wMDAw"
    "LTAwMDAtMDAwMDAwMDAwMDBhLzMvKiIsIkNvbmRpdGlvbiI6eyJEYXRlTGVzc1RoYW4iOnsiQVdTOkVwb2NoVGltZSI6MTgwMDAw"
    "MDAwMH19fV19"
)
SIGNATURE: Final = (
    "gJlSlcs08js0e59CIZhg~5OHG5IHQ9Hx~S~mRLhKb7IAaDCxbAdJsREC9ahfX5IKx4aZZi47vCyg52xEH9sXy7~sr-"
    "qLH3UKHU6W-wu5c-hMYh9BqFgo67e2cE-MtwJDHrOKYn~lokybwz-SA5BGZm8tUJscHpT2JOeaVR0Z9Omh7~j-"
    "laCGbmfo5Vmj9hKEq2SD1WsAIivO7vckp1i459-rqgYO7J-"
    "oqDGHcf6rdE8hiuHWTn5PC7JFIHDwNVpJGTEf426AMsofGsFrYbfA8Txg3OHmgfIaM73KxT8v7mvbF81StAXwdKbBxFhtJ50UNND"
    "AruIpJjrH-KcbclUQNw__"
)


def pem() -> str:
    """Return the key of the primes."""
    p, q, e = int(PRIME_1, 16), int(PRIME_2, 16), 65_537
    d = pow(e, -1, (p - 1) * (q - 1))
    numbers = RSAPrivateNumbers(
        p, q, d, rsa_crt_dmp1(d, p), rsa_crt_dmq1(d, q), rsa_crt_iqmp(p, q), RSAPublicNumbers(e, p * q)
    )
    key = numbers.private_key()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def settings(kind: str, **changes: Any) -> DeliverySettings:
    values: dict[str, dict[str, Any]] = {
        "cloudfront": {"cloudfront_key_pair": "K2JCJMDEHXQW5F", "cloudfront_private_key": SecretStr(pem())},
        "cloudflare": {"delivery_secret": SecretStr("mysecretkey")},
        "nginx": {"delivery_secret": SecretStr("secret")},
    }
    return DeliverySettings(**{"delivery": kind, "delivery_url": URL, **values[kind], **changes})


def test_cloudfront_encodes_as_its_example_of_a_cookie_does() -> None:
    policy = (
        b'{"Statement":[{"Resource":"http://d111111abcdef8.cloudfront.net/game_download.zip","Condition":'
        b'{"IpAddress":{"AWS:SourceIp":"192.0.2.0/24"},"DateLessThan":{"AWS:EpochTime":1426500000}}}]}'
    )
    assert url_safe(policy) == (
        "eyJTdGF0ZW1lbnQiOlt7IlJlc291cmNlIjoiaHR0cDovL2QxMTExMTFhYmNkZWY4LmNsb3VkZnJvbnQubmV0L2dhbWVfZG93bmxvYWQuemlwIiwi"
        "Q29uZGl0aW9uIjp7IklwQWRkcmVzcyI6eyJBV1M6U291cmNlSXAiOiIxOTIuMC4yLjAvMjQifSwiRGF0ZUxlc3NUaGFuIjp7IkFXUzpFcG9jaFRp"
        "bWUiOjE0MjY1MDAwMDB9fX1dfQ__"
    )
    assert url_safe(b"\xfb\xff\xfe\x00") == "-~~-AA__"


def test_cloudfront_signs_a_policy_per_prefix() -> None:
    configured = settings("cloudfront", delivery_cookie_domain="example.org")
    grant = delivery(configured, FixedClock()).grant([VERSION, SUBTITLES], VIEWER, EXPIRY)
    cookies = [(cookie.name, cookie.value, cookie.domain, cookie.path) for cookie in grant.cookies]
    assert cookies[:3] == [
        ("CloudFront-Policy", POLICY, "example.org", f"/{VERSION}"),
        ("CloudFront-Signature", SIGNATURE, "example.org", f"/{VERSION}"),
        ("CloudFront-Key-Pair-Id", "K2JCJMDEHXQW5F", "example.org", f"/{VERSION}"),
    ]
    assert [path for _, _, _, path in cookies[3:]] == [f"/{SUBTITLES}"] * 3
    assert cookies[3][1] != POLICY
    assert grant.url_of(f"{VERSION}master.m3u8") == (
        f"{URL}/{VERSION}master.m3u8?Policy={POLICY}&Signature={SIGNATURE}&Key-Pair-Id=K2JCJMDEHXQW5F"
    )
    assert SIGNATURE not in repr(grant) + repr(grant.cookies)


def test_cloudflare_has_a_token_that_its_function_accepts() -> None:
    """`printf '/vod/00000000-0000-0000-0000-00000000000a/1800000000' | openssl dgst -sha256 -hmac mysecretkey -binary |
    basenc --base64url`."""
    expected = "1800000000-9WnB-dxVKYIO0hRN8338kbJsRf_gsknN-_QaXww2Mm4"
    assert token("mysecretkey", "/vod/00000000-0000-0000-0000-00000000000a/", 1_800_000_000) == expected
    now = datetime.fromtimestamp(1_800_000_000, UTC)
    later = datetime.fromtimestamp(1_800_000_000 + 21_600, UTC)
    grant = delivery(settings("cloudflare"), FixedClock(now)).grant([VERSION, SUBTITLES], VIEWER, later)
    assert grant.url_of(f"{VERSION}720p/1.m4s") == f"{URL}/{expected}/{VERSION}720p/1.m4s"
    assert grant.url_of(f"{SUBTITLES}de.vtt") == f"{URL}/{expected}/{SUBTITLES}de.vtt"


@pytest.mark.parametrize(
    ("seconds", "expected"), [(21_600, 1_800_000_000), (600, 1_800_000_000 - 21_000), (99_999, 1_800_000_000)]
)
def test_a_token_of_cloudflare_ends_with_the_grant_and_not_after_the_lifetime_of_the_rule(
    seconds: int, expected: int
) -> None:
    now = datetime.fromtimestamp(1_800_000_000, UTC)
    expires_at = datetime.fromtimestamp(1_800_000_000 + seconds, UTC)
    path = delivery(settings("cloudflare"), FixedClock(now)).grant([VERSION], VIEWER, expires_at).url_of(f"{VERSION}a")
    path = path.removeprefix(URL)
    # What the rule of the documentation cuts out of the path has the documented form.
    match = re.fullmatch(r"(.+)(.*)(\d{10})-(.{43,})", path[55:97] + path[1:55])
    assert match is not None
    assert (match[1], int(match[3])) == ("/vod/00000000-0000-0000-0000-00000000000a/", expected)
    assert path[55:] == f"/{VERSION}a"


def test_nginx_has_the_checksum_of_its_documentation() -> None:
    assert checksum("2147483647/s/link127.0.0.1 secret") == "_e4Nc3iduzkWRm01TBBNYw"


def test_nginx_has_a_checksum_per_prefix() -> None:
    """`printf '1800000000/vod/00000000-0000-0000-0000-00000000000a/3/ secret' | openssl md5 -binary | openssl base64 |
    tr +/ -_ | tr -d =`."""
    grant = delivery(settings("nginx"), FixedClock()).grant([VERSION, SUBTITLES], VIEWER, EXPIRY)
    assert grant.url_of(f"{VERSION}a b.m4s") == f"{URL}/HZr4gwE1z0UPVNIIvGQRlA/1800000000/{VERSION}a%20b.m4s"
    assert grant.url_of(f"{SUBTITLES}de.vtt").split("/")[3] != "HZr4gwE1z0UPVNIIvGQRlA"
    assert not grant.cookies
    assert "HZr4" not in repr(grant)


@pytest.mark.parametrize("kind", ["cloudfront", "cloudflare", "nginx"])
def test_no_other_file_has_an_address(kind: str) -> None:
    grant = delivery(settings(kind), FixedClock()).grant([VERSION], VIEWER, EXPIRY)
    with pytest.raises(ValueError, match="below none"):
        grant.url_of(VERSION.replace("/3/", "/31/") + "a.m4s")


@pytest.mark.parametrize(
    ("kind", "changes", "message"),
    [
        ("cloudfront", {"delivery_url": ""}, "needs delivery_url"),
        ("cloudfront", {"cloudfront_key_pair": ""}, "needs cloudfront_key_pair"),
        ("cloudfront", {"cloudfront_private_key": SecretStr("nonsense-key")}, "must be a private key in PEM"),
        ("cloudflare", {"delivery_secret": SecretStr("")}, "needs delivery_secret"),
        ("nginx", {"delivery_secret": SecretStr(""), "delivery_url": ""}, "needs delivery_url, delivery_secret"),
    ],
)
def test_an_incomplete_cdn_is_refused_at_the_start(kind: str, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message) as caught:
        settings(kind, **changes)
    assert "nonsense-key" not in str(caught.value)


@pytest.mark.parametrize("kind", ["cloudfront", "cloudflare", "nginx"])
def test_without_access_to_its_api_nothing_is_purged(kind: str) -> None:
    assert isinstance(cache_purge(settings(kind), FixedClock()), NothingCached)
