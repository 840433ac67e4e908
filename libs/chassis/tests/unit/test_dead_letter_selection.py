"""Reading letters and choosing among them: states, repeated letters, filters."""

from datetime import UTC, datetime, timedelta

import pytest

from chassis.messaging.dead_letters.letters import letters_of, mark_of
from chassis.messaging.dead_letters.selection import Selection, parse_time
from chassis.messaging.dead_letters.writer import DeadLetter, letter_record
from chassis.messaging.publishing.producer import Outgoing
from chassis.messaging.records import Record

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
ORIGINAL = (("ce_id", b"1"), ("odd", b"\xff"), ("null", None))


def rejected(offset: int, *, code: str = "malformed_body", minutes: int = 0, group: str = "stats") -> Record:
    record = Record("notes", 2, offset, b"key%d" % offset, b"body", {"ce_id": "1"}, ORIGINAL)
    at = NOW - timedelta(minutes=minutes)
    return written(letter_record(DeadLetter(record, code, "text: Field required"), service=group, group=group, at=at))


def written(outgoing: Outgoing) -> Record:
    text = {name: value.decode() for name, value in outgoing.headers if value is not None and value.isascii()}
    return Record(outgoing.topic, 0, 0, outgoing.key, outgoing.value, text, tuple(outgoing.headers))


def test_a_letter_has_its_place_its_reason_and_its_original_headers() -> None:
    [letter] = letters_of([rejected(7)])
    assert (letter.id, letter.topic, letter.partition, letter.offset) == ("stats/notes/2/7", "notes", 2, 7)
    assert (letter.code, letter.reason, letter.state) == ("malformed_body", "text: Field required", "open")
    assert (letter.rejected_at, letter.has_body, letter.event_id, letter.key) == (NOW, True, "1", "key7")
    assert letter.original_headers() == list(ORIGINAL)


def test_a_letter_that_was_written_twice_appears_once() -> None:
    assert len(letters_of([rejected(7), rejected(7)])) == 1


def test_a_mark_handles_its_letter_only() -> None:
    first, second = letters_of([rejected(1, minutes=2), rejected(2, minutes=1)])
    mark = written(mark_of(first, "discarded", reason="test data", at=NOW))
    letters = letters_of([rejected(1, minutes=2), rejected(2, minutes=1), mark])
    assert [(letter.id, letter.state) for letter in letters] == [(first.id, "discarded"), (second.id, "open")]
    assert (letters[0].mark_reason, letters[0].marked_at) == ("test data", NOW)


def test_records_of_another_origin_are_ignored() -> None:
    assert letters_of([Record("notes.dlq", 0, 0, None, b"x", {}, ())]) == []


def test_letters_are_ordered_by_time() -> None:
    letters = letters_of([rejected(1, minutes=1), rejected(2, minutes=3), rejected(3, minutes=2)])
    assert [letter.offset for letter in letters] == [2, 3, 1]


@pytest.mark.parametrize(
    ("selection", "offsets"),
    [
        (Selection(), [1, 2, 3]),
        (Selection(ids=frozenset({"stats/notes/2/2"})), [2]),
        (Selection(topics=frozenset({"notes"})), [1, 2, 3]),
        (Selection(topics=frozenset({"others"})), []),
        (Selection(group="catalog"), [3]),
        (Selection(code="refused"), [2]),
        (Selection(key="key1"), [1]),
        (Selection(since=NOW - timedelta(minutes=20)), [2, 3]),
        (Selection(until=NOW - timedelta(minutes=10)), [1, 2]),
        (Selection(since=NOW - timedelta(minutes=20), until=NOW - timedelta(minutes=10)), [2]),
        (Selection(limit=2), [1, 2]),
        (Selection(include_handled=True), [0, 1, 2, 3]),
    ],
)
def test_every_condition_must_hold(selection: Selection, offsets: list[int]) -> None:
    handled = rejected(0, minutes=40)
    [letter] = letters_of([handled])
    letters = letters_of(
        [
            handled,
            written(mark_of(letter, "redriven", reason="", at=NOW)),
            rejected(1, minutes=30),
            rejected(2, minutes=20, code="refused"),
            rejected(3, minutes=10, group="catalog"),
        ]
    )
    assert [chosen.offset for chosen in selection.apply(letters)] == offsets


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-11-27T10:00:00Z", datetime(2026, 11, 27, 10, tzinfo=UTC)),
        ("2026-11-27T10:00:00", datetime(2026, 11, 27, 10, tzinfo=UTC)),
        ("2026-11-27T10:00:00+02:00", datetime(2026, 11, 27, 8, tzinfo=UTC)),
        ("90s", NOW - timedelta(seconds=90)),
        ("30m", NOW - timedelta(minutes=30)),
        ("24h", NOW - timedelta(hours=24)),
        ("7d", NOW - timedelta(days=7)),
    ],
)
def test_a_time_is_rfc_3339_or_an_age(text: str, time: datetime) -> None:
    assert parse_time(text, NOW) == time


@pytest.mark.parametrize("text", ["", "yesterday", "7", "7w", "-1h"])
def test_another_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="time must be RFC 3339 or an age"):
        parse_time(text, NOW)


def test_a_selection_by_group_or_limit_alone_is_not_narrow() -> None:
    assert not Selection(group="stats", limit=1).is_narrow
    assert Selection(code="refused").is_narrow
