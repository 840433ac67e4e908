"""Reading records: the reason is named, and only BadRecord is raised."""

from collections.abc import Mapping
from uuid import UUID

import pytest
from aiokafka import ConsumerRecord
from pydantic import BaseModel, field_validator

from chassis.messaging.records import MAX_BODY_BYTES, BadRecord, Record, from_kafka, read_event

pytestmark = pytest.mark.unit

EVENT_ID = "0d5c3c1e-5d2e-4f57-9e0f-3d1f1c2b4a50"


class Title(BaseModel):
    """A contract with a validator that raises what it should not."""

    name: str
    score: float = 0.0
    tags: list[str] = []
    extra: dict[str, object] = {}

    @field_validator("name")
    @classmethod
    def _odd(cls, name: str) -> str:
        if name == "crash":
            raise ZeroDivisionError("in the contract")
        if name == "recurse":
            raise RecursionError("in the contract")
        return name


def kafka_record(headers: tuple[tuple[str, bytes | None], ...] = (), value: bytes | None = b"{}") -> ConsumerRecord:
    return ConsumerRecord("titles", 2, 41, 0, 0, b"key", value, None, 0, 0, headers)


def record(value: bytes | None, headers: Mapping[str, str] | None = None) -> Record:
    text_headers = {"ce_id": EVENT_ID} if headers is None else dict(headers)
    return Record("titles", 2, 41, b"key", value, text_headers, ())


def test_text_headers_are_read_and_all_are_kept() -> None:
    headers = (("ce_id", b"x"), ("title", "Ї".encode()), ("bad", b"\xff"), ("null", None), ("ce_id", b"y"))
    parsed = from_kafka(kafka_record(headers))
    assert parsed.headers == {"ce_id": "y", "title": "Ї"}
    assert parsed.raw_headers == headers
    assert (parsed.topic, parsed.partition, parsed.offset, parsed.key, parsed.value) == (
        "titles",
        2,
        41,
        b"key",
        b"{}",
    )


def test_a_good_record_is_read() -> None:
    event_id, event = read_event(record(b'{"name": "Metropolis", "score": 8.3, "unknown": 1}'), Title)
    assert (event_id, event) == (UUID(EVENT_ID), Title(name="Metropolis", score=8.3))


@pytest.mark.parametrize("headers", [{}, {"ce_id": ""}, {"ce_id": "42"}, {"ce_id": EVENT_ID + "0"}])
def test_an_id_that_is_no_uuid(headers: dict[str, str]) -> None:
    with pytest.raises(BadRecord, match="ce_id") as caught:
        read_event(record(b'{"name": "x"}', headers), Title)
    assert caught.value.code == "malformed_id"


@pytest.mark.parametrize("value", [None, b""])
def test_no_body(value: bytes | None) -> None:
    with pytest.raises(BadRecord) as caught:
        read_event(record(value), Title)
    assert caught.value.code == "empty"


def test_a_body_of_the_limit_is_read_and_one_byte_more_is_not() -> None:
    frame = len(b'{"name":""}')
    read_event(record(b'{"name":"%s"}' % (b"x" * (MAX_BODY_BYTES - frame))), Title)
    with pytest.raises(BadRecord, match="1048577 bytes, at most 1048576") as caught:
        read_event(record(b'{"name":"%s"}' % (b"x" * (MAX_BODY_BYTES - frame + 1))), Title)
    assert caught.value.code == "too_large"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"hello", "body: Invalid JSON"),
        (b'{"name": "x"', "body: Invalid JSON: EOF"),
        (b"\xff\xfe", "body: Invalid JSON"),
        (b"[]", "body: Input should be an object"),
        (b"{}", "name: Field required"),
        (b'{"name": 7}', "name: Input should be a valid string"),
        (b'{"name": "x", "tags": ["a", 1]}', "tags.1: Input should be a valid string"),
        (b'{"name": "\\ud800"}', "body: Invalid JSON"),
        (b'{"name": "x", "extra": ' + b'{"a":' * 50_000, "body: Invalid JSON: recursion limit exceeded"),
        (b'{"name": "x", "score": NaN}', "body: "),
        (b'{"name": "x", "score": -Infinity}', "body: "),
        (b'{"name": "x", "extra": {"deep": [NaN]}}', "body: "),
        (b'{"name": "crash"}', "body: ZeroDivisionError: in the contract"),
        (b'{"name": "recurse"}', "body: RecursionError: in the contract"),
    ],
)
def test_a_body_that_is_no_event_says_why(body: bytes, reason: str) -> None:
    with pytest.raises(BadRecord) as caught:
        read_event(record(body), Title)
    assert caught.value.code == "malformed_body"
    assert str(caught.value).startswith(reason)


def test_nan_as_a_word_is_just_a_word() -> None:
    assert read_event(record(b'{"name": "NaN to Infinity"}'), Title)[1].name == "NaN to Infinity"


def test_at_most_five_problems_are_reported() -> None:
    with pytest.raises(BadRecord) as caught:
        read_event(record(b'{"name": "x", "tags": [1, 2, 3, 4, 5, 6, 7]}'), Title)
    assert str(caught.value).count(";") == 4
