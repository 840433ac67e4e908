"""Feeds as iCalendar: folding, escapes, days and instants, read by a third-party parser."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import icalendar
import pytest

from catalog.application.schedule.read_models import Calendar, CalendarDay, ScheduledEpisode, ScheduledRelease
from catalog.domain.calendar import Days
from catalog.presentation.routes.localization import Languages
from catalog.presentation.schedule.feed import feed
from catalog.presentation.schedule.icalendar import CalendarEvent, calendar, content_line, text
from contracts.identity import episode_id

pytestmark = pytest.mark.unit

DAY = date(2026, 11, 21)
VERSION = 1_795_262_400_000_000


def event(**values: Any) -> CalendarEvent:
    defaults = {"uid": "1@catalog.marquee", "version": VERSION, "starts": DAY, "ends": DAY + timedelta(days=1)}
    return CalendarEvent(**{**defaults, "summary": "Dark S1E1", **values})


def parsed(body: bytes) -> Any:
    return icalendar.Calendar.from_ical(body)


@pytest.mark.parametrize("character", ["a", "ї", "海", "🎬", "خ"])
@pytest.mark.parametrize("length", [0, 1, 60, 67, 68, 74, 75, 76, 150, 1000])
def test_lines_are_folded_without_splitting_a_character(character: str, length: int) -> None:
    value = character * length
    body = content_line("SUMMARY", value)
    lines = body.split(b"\r\n")
    assert lines.pop() == b""
    assert all(len(line) <= 75 for line in lines)
    assert [line.decode() for line in lines]
    assert body.replace(b"\r\n ", b"").decode() == f"SUMMARY:{value}\r\n"


@pytest.mark.parametrize(
    ("value", "escaped"),
    [
        ("a, b; c\\d", "a\\, b\\; c\\\\d"),
        ("one\ntwo\r\nthree\rfour", "one\\ntwo\\nthree\\nfour"),
        ("tab\tbell\a\0\x7f", "tab\tbell"),
        ("BEGIN:VEVENT", "BEGIN:VEVENT"),
    ],
)
def test_texts_are_escaped(value: str, escaped: str) -> None:
    assert text(value) == escaped


def test_parser_reads_what_was_written() -> None:
    summary = "Дім; море, \\ \r\nBEGIN:VEVENT\n海の家 " * 9
    body = calendar("Marquee: моє", [event(summary=summary, description="a\nb")], "PT6H")

    read = parsed(body)

    assert (read["version"], read["method"], read["x-wr-calname"]) == ("2.0", "PUBLISH", "Marquee: моє")
    assert (read["x-published-ttl"], read["refresh-interval"].dt) == ("PT6H", timedelta(hours=6))
    [item] = read.walk("VEVENT")
    assert (item["summary"], item["description"]) == (summary.replace("\r\n", "\n"), "a\nb")
    assert (item["dtstart"].dt, item["dtend"].dt) == (DAY, DAY + timedelta(days=1))
    assert item["dtstart"].params["VALUE"] == "DATE"
    assert (item["dtstamp"].dt, item["transp"]) == (datetime(2026, 11, 21, 12, tzinfo=UTC), "TRANSPARENT")


@pytest.mark.parametrize(("version", "year"), [(-1, 1970), (0, 1970), (2**63 - 1, 9999)])
def test_any_version_is_a_timestamp(version: int, year: int) -> None:
    [item] = parsed(calendar("x", [event(version=version)], "PT6H")).walk("VEVENT")
    assert item["dtstamp"].dt.year == year


def test_feed_has_an_event_per_episode_and_release() -> None:
    show = b'{"showTitle":"Dark","showOriginalTitle":null}'
    entry = '{"seasonNumber":1,"episodeNumber":%d,"title":%s,"overview":%s,"runtime":%s}'
    episodes = [
        ScheduledEpisode(
            datetime(2026, 11, 21, hour, tzinfo=UTC), timed, UUID(int=1), "dark", show, None, body.encode(), 7, VERSION
        )
        for hour, timed, body in (
            (0, False, entry % (1, '"Secrets"', '"It begins."', "50")),
            (20, True, entry % (2, "null", "null", "50")),
            (21, True, entry % (3, "null", "null", "null")),
        )
    ]
    movie = b'{"title":"Dune","originalTitle":"Dune","poster":null}'
    release = ScheduledRelease(DAY, "digital", UUID(int=2), "dune", movie, None, VERSION)
    days = Days(DAY, DAY + timedelta(days=1))
    result = Calendar(days, [CalendarDay(DAY, episodes, [release])], has_more=False, region="US")

    read = parsed(feed(result, Languages(), mine=False))

    items = [(item["summary"], item["dtstart"].dt, item["dtend"].dt) for item in read.walk("VEVENT")]
    at = datetime(2026, 11, 21, 20, tzinfo=UTC)
    assert items == [
        ("Dark S1E1 Secrets", DAY, DAY + timedelta(days=1)),
        ("Dark S1E2", at, at + timedelta(minutes=50)),
        ("Dark S1E3", at + timedelta(hours=1), at + timedelta(hours=2)),
        ("Dune (available online)", DAY, DAY + timedelta(days=1)),
    ]
    uids = [item["uid"] for item in read.walk("VEVENT")]
    assert uids[0] == f"{episode_id(7, 1, 1)}@catalog.marquee"
    assert len(set(uids)) == 4
    assert parsed(feed(result, Languages("uk-UA"), mine=True))["x-wr-calname"] == "Marquee: моє"
