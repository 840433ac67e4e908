"""Which plays count, and of which groups a number is shown."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.testing.clock import NOON, FixedClock
from contracts.readers.insights import PlayRecorded
from insights.application.plays.ports import DaysOfTitles
from insights.application.plays.recording import RecordPlays, erase_plays
from insights.domain.plays.play import DatedPlay, PlayCount, last_of_plays
from insights.domain.signals.retention import Retention
from insights.presentation.plays.event_mapping import to_play

pytestmark = pytest.mark.unit

TODAY = NOON.date()
TITLE, USER = UUID(int=1), UUID(int=2)


class InMemoryPlays:
    """Plays by user and play."""

    def __init__(self) -> None:
        self.plays: dict[tuple[UUID, UUID], DatedPlay] = {}
        self.marked: set[tuple[UUID, date]] = set()

    async def replace(self, plays: Sequence[DatedPlay]) -> DaysOfTitles:
        """Replace plays, and delete those without a day."""
        days = self._remove({play.key for play in plays})
        for play in plays:
            if play.day is not None:
                self.plays[play.key] = play
                days.add((play.media_id, play.day))
        return days

    async def erase(self, user_ids: Collection[UUID]) -> DaysOfTitles:
        """Delete the plays of users."""
        return self._remove({key for key in self.plays if key[0] in user_ids})

    async def mark(self, days: DaysOfTitles) -> None:
        """Mark the days."""
        self.marked |= set(days)

    def _remove(self, keys: Collection[tuple[UUID, UUID]]) -> set[tuple[UUID, date]]:
        removed = [self.plays.pop(key) for key in keys if key in self.plays]
        return {(play.media_id, play.day) for play in removed if play.day is not None}


def play(day: date | None, number: int = 1) -> DatedPlay:
    return DatedPlay(USER, UUID(int=number), TITLE, day)


def recorded(**facts: Any) -> PlayRecorded:
    values = {"play_id": UUID(int=1), "user_id": USER, "media_id": TITLE, "watched_at": NOON}
    return PlayRecorded.model_validate({**values, **facts})


def test_a_day_is_that_of_utc() -> None:
    at = datetime.fromisoformat("2026-11-02T23:30:00-05:00")

    assert to_play(recorded(watched_at=at)).day == date(2026, 11, 3)


@pytest.mark.parametrize(
    ("facts", "counts"),
    [
        ({}, True),
        ({"precision": "day"}, True),
        ({"precision": "year"}, False),
        ({"precision": "unknown"}, False),
        ({"completed": False}, False),
        ({"retracted": True}, False),
    ],
)
def test_only_a_complete_play_of_a_known_day_counts(facts: dict[str, Literal["day"]], counts: bool) -> None:
    assert (to_play(recorded(**facts)).day is not None) is counts


def test_the_last_statement_of_a_play_counts() -> None:
    other = play(TODAY, 2)

    assert last_of_plays([play(TODAY), other, play(None)]) == [play(None), other]


async def test_plays_of_the_future_and_of_days_that_are_not_kept_do_not_count() -> None:
    work = InMemoryPlays()
    first = Retention(daily_days=100).days_since(TODAY)
    days = [TODAY + timedelta(days=1), TODAY, first, first - timedelta(days=1), None]

    await RecordPlays(FixedClock(), Retention(daily_days=100))(work, [play(day, at) for at, day in enumerate(days)])

    assert [item.day for item in work.plays.values()] == [TODAY, first]
    assert work.marked == {(TITLE, TODAY), (TITLE, first)}


async def test_the_day_before_a_correction_is_counted_again_too() -> None:
    work = InMemoryPlays()
    record = RecordPlays(FixedClock(), Retention())
    await record(work, [play(TODAY)])
    work.marked.clear()

    await record(work, [play(TODAY - timedelta(days=1))])

    assert work.marked == {(TITLE, TODAY), (TITLE, TODAY - timedelta(days=1))}
    await erase_plays(work, [USER, USER])
    assert work.plays == {}


@given(plays=st.integers(0, 10**6), users=st.integers(0, 10**6), smallest=st.integers(5, 1000))
def test_a_number_is_shown_of_a_large_group_only(plays: int, users: int, smallest: int) -> None:
    shown = PlayCount(TITLE, datetime.now(UTC).date(), plays, users).shown(smallest)

    assert shown == (plays if users >= smallest else None)
