"""The wire form: CloudEvents 1.0 in the Kafka binary content mode."""

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from pydantic import ValidationError

from contracts.auth import UserDeletedV1
from contracts.event import Event, StateEvent, encode, event, republished, tombstone
from contracts.ingestion import ListItem, Rating
from contracts.topics import DAY_MS, TopicSpec

pytestmark = pytest.mark.unit

USER = UUID("0199b11c-52f0-7c64-8d2b-3a9e5f7c1d20")
NOON = datetime(2026, 10, 4, 12, 0, tzinfo=UTC)
DELETED = UserDeletedV1(version=4, user_id=USER, deleted_at=NOON)
HEADERS = {
    "ce_specversion": "1.0",
    "ce_id": "0199b128-9999-7aaa-8bbb-000000000001",
    "ce_source": "auth",
    "ce_type": "user.deleted.v1",
    "ce_subject": "0199b11c-52f0-7c64-8d2b-3a9e5f7c1d20",
    "ce_time": "2026-10-04T12:00:00+00:00",
    "content-type": "application/json",
}


def test_record_has_the_headers_of_the_binary_mode() -> None:
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


def test_tombstone_has_the_headers_of_its_event_and_no_body() -> None:
    record = tombstone(UserDeletedV1, "a key", "auth")
    assert (record.topic, record.key, record.body) == ("user.deleted", b"a key", b"")
    assert (record.headers["ce_type"], record.headers["ce_subject"]) == ("user.deleted.v1", "a key")
    assert "content-type" not in record.headers


def test_repeated_state_has_a_header_of_its_own() -> None:
    record = encode(DELETED, "auth")
    again = republished(record)
    assert again.headers == {**record.headers, "ce_republished": "true"}
    assert (again.key, again.body) == (record.key, record.body)


def test_each_record_has_its_own_id_and_a_time_with_offset() -> None:
    first, second = encode(DELETED, "auth"), encode(DELETED, "auth")
    assert first.event_id != second.event_id
    assert datetime.fromisoformat(first.headers["ce_time"]).utcoffset() is not None


def test_unknown_fields_are_ignored() -> None:
    body = json.dumps(json.loads(DELETED.to_json()) | {"tomorrow": "another field"})
    assert UserDeletedV1.model_validate_json(body) == DELETED


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_value_without_a_form_in_json_is_rejected(value: float) -> None:
    with pytest.raises(ValidationError, match="finite number"):
        Rating(rating=value)
    with pytest.raises(ValidationError, match="finite number"):
        ListItem(media_id=USER, kind="movie", tmdb_id=1, rank=1, score=value)


def test_time_without_offset_is_rejected() -> None:
    with pytest.raises(ValidationError, match="timezone"):
        UserDeletedV1(version=1, user_id=USER, deleted_at=datetime(2026, 10, 4))  # noqa: DTZ001


def test_event_without_a_key_names_its_class() -> None:
    class Keyless(Event):
        pass

    with pytest.raises(NotImplementedError, match="Keyless"):
        Keyless().key()


def test_state_is_compacted_and_kept_for_ever() -> None:
    @event("note.written.v1", publisher="notes", consumers=("search",))
    class NoteWrittenV1(StateEvent):
        pass

    assert NoteWrittenV1.type == "note.written.v1"
    assert NoteWrittenV1.topic == "note.written"
    assert NoteWrittenV1.spec.topic == TopicSpec("note.written", 6, "compact", None)
    assert (NoteWrittenV1.spec.publisher, NoteWrittenV1.spec.consumers) == ("notes", ("search",))


def test_occurrence_is_kept_for_its_days() -> None:
    @event("note.read.v2", publisher="notes", keep_days=3, partitions=1)
    class NoteReadV2(Event):
        pass

    assert NoteReadV2.spec.topic == TopicSpec("note.read.v2", 1, "delete", 3 * DAY_MS)


def test_retention_that_does_not_fit_the_class_is_rejected() -> None:
    with pytest.raises(TypeError, match="keep_days must not be set"):
        event("note.written.v1", publisher="notes", keep_days=3)(StateEvent)
    with pytest.raises(TypeError, match="keep_days must be set"):
        event("note.read.v1", publisher="notes")(Event)
