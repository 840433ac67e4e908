"""Signatures are those of the standard: the example of its documentation, and every value that a policy binds."""

import base64
import hashlib
import hmac
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from objects.signing import Credentials, post_fields, presigned_url, signed_headers

pytestmark = pytest.mark.unit

NOW = datetime(2013, 5, 24, tzinfo=UTC)
# The key of the examples in the documentation of AWS.
EXAMPLE = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")


def test_a_presigned_address_has_the_signature_of_the_documentation() -> None:
    url = presigned_url(
        "GET", "https://examplebucket.s3.amazonaws.com/test.txt", EXAMPLE, now=NOW, seconds=86400, headers={}
    )
    assert url.partition("?")[0] == "https://examplebucket.s3.amazonaws.com/test.txt"
    assert "X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&" in url
    assert url.endswith("&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404")


def test_the_signed_headers_are_named_in_order() -> None:
    headers = {"content-type": "image/png", "content-length": "5"}
    url = presigned_url("PUT", "http://127.0.0.1:9000/b/k", EXAMPLE, now=NOW, seconds=60, headers=headers)
    assert "X-Amz-SignedHeaders=content-length%3Bcontent-type%3Bhost&" in url
    other = presigned_url(
        "PUT", "http://127.0.0.1:9000/b/k", EXAMPLE, now=NOW, seconds=60, headers={**headers, "content-length": "6"}
    )
    assert url.rpartition("=")[0] == other.rpartition("=")[0]
    assert url != other


@pytest.mark.parametrize(
    ("query", "headers", "signature"),
    [
        (
            "/test.txt",
            {"range": "bytes=0-9"},
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        ),
        ("/?lifecycle=", {}, "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
        ("/?max-keys=2&prefix=J", {}, "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
    ],
)
def test_signed_headers_have_the_signatures_of_the_documentation(
    query: str, headers: dict[str, str], signature: str
) -> None:
    url = f"https://examplebucket.s3.amazonaws.com:443{query}"
    signed = signed_headers("GET", url, EXAMPLE, now=NOW, headers=headers)
    assert signed["authorization"].endswith(f"Signature={signature}")
    assert signed["x-amz-date"] == "20130524T000000Z"
    assert EXAMPLE.secret_key not in str(signed)


@pytest.mark.parametrize(
    ("method", "signature"),
    [
        ("GET", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        ("POST", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
    ],
)
def test_requests_to_aws_have_the_signatures_of_its_test_suite(method: str, signature: str) -> None:
    credentials = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "us-east-1", "service")
    now = datetime(2015, 8, 30, 12, 36, tzinfo=UTC)
    headers = signed_headers(method, "https://example.amazonaws.com/", credentials, now=now)
    assert headers == {
        "x-amz-date": "20150830T123600Z",
        "authorization": "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
        f"SignedHeaders=host;x-amz-date, Signature={signature}",
    }


def test_signature_covers_the_body_which_s3_has_in_a_header() -> None:
    digest = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    storage = signed_headers("PUT", "https://example.com/a", EXAMPLE, now=NOW, body=b"hello")
    assert storage["x-amz-content-sha256"] == digest
    other = replace(EXAMPLE, service="cloudfront")
    signed = [signed_headers("POST", "https://example.com/a", other, now=NOW, body=body) for body in (b"hello", b"")]
    assert [list(headers) for headers in signed] == [["x-amz-date", "authorization"]] * 2
    assert signed[0]["authorization"] != signed[1]["authorization"]


def test_a_policy_binds_every_field_and_is_signed_by_the_key_of_the_day() -> None:
    fields = post_fields(
        "marquee",
        {"key": "uploads/a", "Content-Type": "image/png"},
        EXAMPLE,
        now=NOW,
        expires_at=NOW + timedelta(minutes=5),
        largest_bytes=1000,
    )
    policy = json.loads(base64.b64decode(fields["policy"]))
    assert policy["expiration"] == "2013-05-24T00:05:00.000Z"
    bound = {name: value for item in policy["conditions"] if isinstance(item, dict) for name, value in item.items()}
    assert bound == {
        "bucket": "marquee",
        **{name: value for name, value in fields.items() if name not in {"policy", "x-amz-signature"}},
    }
    assert bound["key"] == "uploads/a"
    assert bound["x-amz-date"] == "20130524T000000Z"
    assert ["content-length-range", 1, 1000] in policy["conditions"]

    key = f"AWS4{EXAMPLE.secret_key}".encode()
    for part in (b"20130524", b"us-east-1", b"s3", b"aws4_request"):
        key = hmac.new(key, part, hashlib.sha256).digest()
    assert fields["x-amz-signature"] == hmac.new(key, fields["policy"].encode(), hashlib.sha256).hexdigest()


def test_keys_do_not_show_in_messages() -> None:
    assert EXAMPLE.secret_key not in repr(EXAMPLE)
