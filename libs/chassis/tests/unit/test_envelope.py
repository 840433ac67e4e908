"""The headers of a record: which types may be skipped, and what identifies an event."""

from collections.abc import Sequence
from uuid import UUID

import pytest

from chassis.messaging.envelope import EventKey, EventType, key_of, type_of
from chassis.messaging.records import BadRecord, Record

pytestmark = pytest.mark.unit

EVENT_ID = "0199b128-9999-7aaa-8bbb-000000000001"


def record(*headers: tuple[str, bytes | None]) -> Record:
    texts = {name: value.decode() for name, value in headers if value is not None}
    return Record("topic", 0, 0, None, b"{}", texts, headers)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("stats.updated.v1", EventType("stats.updated", 1)),
        ("stats.updated.v12", EventType("stats.updated", 12)),
        ("note.v999999", EventType("note", 999999)),
    ],
)
def test_a_type_is_a_name_and_a_version(text: str, expected: EventType) -> None:
    assert EventType.parse(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "v1",
        ".v1",
        "stats.updated",
        "stats.updated.",
        "stats.updated.bogus",
        "stats.updated.V1",
        "stats.updated.v1 ",
        " stats.updated.v1",
        "stats.updated.v1\n",
        "stats.updated.v",
        "stats.updated.v0",
        "stats.updated.v01",
        "stats.updated.v-1",
        "stats.updated.v1.1",
        "stats.updated.v\u0661",
        "Stats.updated.v1",
        "stats..updated.v1",
        "stats.updated.v" + "9" * 5000,
    ],
)
def test_anything_else_is_no_type(text: str) -> None:
    assert EventType.parse(text) is None


@pytest.mark.parametrize("name", ["ce_id", "ce_type", "ce_source"])
def test_an_attribute_with_two_values_is_refused(name: str) -> None:
    with pytest.raises(BadRecord, match=name) as caught:
        type_of(record(("ce_type", b"a.v1"), (name, b"one"), (name, b"two")))
    assert caught.value.code == "ambiguous_header"


@pytest.mark.parametrize(
    "headers",
    [
        [("ce_type", b"a.v1"), ("ce_type", b"a.v1")],
        [("ce_type", b"a.v1"), ("traceparent", b"one"), ("traceparent", b"two"), ("x-odd", None), ("x-odd", b"\xc3")],
    ],
)
def test_equal_attributes_and_other_headers_may_repeat(headers: Sequence[tuple[str, bytes | None]]) -> None:
    raw = tuple(headers)
    assert type_of(Record("topic", 0, 0, None, b"{}", {"ce_type": "a.v1"}, raw)) == "a.v1"


def test_an_event_is_identified_by_its_id_and_source() -> None:
    key = key_of(record(("ce_id", EVENT_ID.encode()), ("ce_source", b"stats"), ("ce_specversion", b"1.0")))
    assert key == EventKey(UUID(EVENT_ID), "stats")


def test_a_record_without_source_has_an_unnamed_one() -> None:
    assert key_of(record(("ce_id", EVENT_ID.encode()))) == EventKey(UUID(EVENT_ID), "")


def test_another_version_of_cloudevents_is_refused() -> None:
    with pytest.raises(BadRecord) as caught:
        key_of(record(("ce_id", EVENT_ID.encode()), ("ce_specversion", b"0.3")))
    assert caught.value.code == "unsupported_specversion"
