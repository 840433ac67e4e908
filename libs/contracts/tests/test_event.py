"""The wire form: CloudEvents 1.0 in the Kafka binary content mode, and errors that name what is wrong."""

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from pydantic import ValidationError

from contracts.auth import UserDeletedV1
from contracts.event import Envelope, Event, MalformedEvent, decode, encode
from contracts.ingestion import ListItem, MediaImportedV1, Rating

pytestmark = pytest.mark.unit

VIEWER = UUID("0199b11c-52f0-7c64-8d2b-3a9e5f7c1d20")
NOON = datetime(2026, 10, 4, 12, 0, tzinfo=UTC)
DELETED = UserDeletedV1(version=4, user_id=VIEWER, deleted_at=NOON)
HEADERS = {
    "ce_specversion": "1.0",
    "ce_id": "0199b128-9999-7aaa-8bbb-000000000001",
    "ce_source": "auth",
    "ce_type": "user.deleted.v1",
    "ce_subject": "0199b11c-52f0-7c64-8d2b-3a9e5f7c1d20",
    "ce_time": "2026-10-04T12:00:00+00:00",
    "content-type": "application/json",
}


def test_a_record_has_the_headers_of_the_binary_mode() -> None:
    record = encode(DELETED, "auth", time=NOON, event_id=UUID("0199b128-9999-7aaa-8bbb-000000000001"))
    assert dict(record.headers) == HEADERS
    assert record.event_id == UUID("0199b128-9999-7aaa-8bbb-000000000001")
    assert record.topic == "user.deleted"
    assert record.key == b"0199b11c-52f0-7c64-8d2b-3a9e5f7c1d20"
    assert json.loads(record.body) == {
        "version": 4,
        "userId": "0199b11c-52f0-7c64-8d2b-3a9e5f7c1d20",
        "deletedAt": "2026-10-04T12:00:00Z",
    }


def test_each_record_has_an_id_and_a_time_of_its_own() -> None:
    first, second = encode(DELETED, "auth"), encode(DELETED, "auth")
    assert first.event_id != second.event_id
    assert datetime.fromisoformat(first.headers["ce_time"]).utcoffset() is not None


def test_headers_are_read_back() -> None:
    envelope = Envelope.parse(HEADERS)
    assert envelope == Envelope(
        id=UUID("0199b128-9999-7aaa-8bbb-000000000001"),
        source="auth",
        type="user.deleted.v1",
        subject="0199b11c-52f0-7c64-8d2b-3a9e5f7c1d20",
        time=NOON,
    )
    assert envelope.headers() == HEADERS


def test_a_subject_is_optional() -> None:
    without = {name: value for name, value in HEADERS.items() if name != "ce_subject"}
    assert Envelope.parse(without).subject == ""


@pytest.mark.parametrize("name", ["ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time"])
@pytest.mark.parametrize("broken", [None, ""], ids=["missing", "empty"])
def test_a_missing_header_is_named(name: str, broken: str | None) -> None:
    headers = {other: value for other, value in HEADERS.items() if other != name}
    if broken is not None:
        headers[name] = broken
    with pytest.raises(MalformedEvent, match=f"^header {name} is missing$"):
        Envelope.parse(headers)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("ce_id", "42", "header ce_id is malformed: badly formed hexadecimal UUID string"),
        ("ce_time", "yesterday", "header ce_time is malformed: Invalid isoformat string: 'yesterday'"),
        ("ce_time", "2026-10-04T12:00:00", "header ce_time is malformed: it has no offset from UTC"),
        ("ce_specversion", "0.3", "header ce_specversion is not 1.0"),
    ],
)
def test_a_broken_header_is_named(name: str, value: str, message: str) -> None:
    with pytest.raises(MalformedEvent) as malformed:
        Envelope.parse(HEADERS | {name: value})
    assert str(malformed.value) == message
    assert malformed.value.code == "malformed_event"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "body: Invalid JSON"),
        (b"\xff\xfe", "body: Invalid JSON"),
        (b"[]", "body: Input should be an object"),
        (b"null", "body: Input should be an object"),
        (b'{"userId": "42"}', "version: Field required; userId: Input should be a valid UUID"),
        (
            b'{"version": 1, "userId": "0199b11c-52f0-7c64-8d2b-3a9e5f7c1d20", "deletedAt": "2026-10-04T12:00:00"}',
            "deletedAt: Input should have timezone info",
        ),
        (b"[" * 100_000, "body: Invalid JSON"),
    ],
    ids=["empty", "not text", "a list", "null", "fields", "a time without offset", "too deep"],
)
def test_a_malformed_body_is_named(body: bytes, message: str) -> None:
    with pytest.raises(MalformedEvent) as malformed:
        decode(UserDeletedV1, body)
    assert str(malformed.value).startswith(message)


def test_a_part_that_is_malformed_is_named_by_its_path() -> None:
    body = (
        b'{"version":1,"mediaId":"bdf784d0-c2eb-5939-9d13-a7324e63a0e9","kind":"movie","tmdbId":550,'
        b'"title":"Fight Club","importedAt":"2026-10-04T06:17:00Z","ratings":{"tmdb":{"rating":11}}}'
    )
    with pytest.raises(MalformedEvent, match=r"^ratings\.tmdb\.rating: Input should be less than or equal to 10$"):
        decode(MediaImportedV1, body)


def test_unknown_fields_are_ignored() -> None:
    body = json.dumps(json.loads(DELETED.to_json()) | {"tomorrow": "is another field"}).encode()
    assert decode(UserDeletedV1, body) == DELETED


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_json_cannot_say_is_refused(value: float) -> None:
    with pytest.raises(ValidationError, match="finite number"):
        Rating(rating=value)
    with pytest.raises(ValidationError, match="finite number"):
        ListItem(media_id=VIEWER, kind="movie", tmdb_id=1, rank=1, score=value)


def test_a_time_without_offset_cannot_be_sent() -> None:
    with pytest.raises(ValidationError, match="timezone"):
        UserDeletedV1(version=1, user_id=VIEWER, deleted_at=datetime(2026, 10, 4))  # noqa: DTZ001


def test_an_event_without_a_key_says_whose_it_is() -> None:
    class Keyless(Event):
        type = "keyless.v1"
        topic = "keyless"

    with pytest.raises(NotImplementedError, match="Keyless"):
        Keyless().key()
