"""Reports of playback in any order: one play per viewing that reaches the threshold, and no position moves back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from services.library.tests.position_fakes import InMemoryPositions

from chassis.testing.clock import NOON
from library.application.positions.commands import Playback
from library.application.positions.playback import ApplyPlayback
from library.application.positions.read_models import PlaybackOutcome
from library.domain.plays.items import NewPlay
from library.domain.positions.completion import CompletionRule
from library.domain.positions.position import Device, Playable

pytestmark = pytest.mark.unit

USER: Final = UUID(int=7)
EPISODE: Final = Playable(UUID(int=1), 2, 1)
NEXT: Final = Playable(UUID(int=1), 2, 2)
DURATION: Final = 3000
LATER: Final = NOON + timedelta(days=30)
RULE: Final = CompletionRule()
REPORT: Final = Playback(USER, (EPISODE,), "progress", Device("tv", "Living Room"), "api", duration_seconds=DURATION)


class Work:
    """A unit of work with positions and the plays of the journal."""

    def __init__(self) -> None:
        self.positions = InMemoryPositions()
        self.plays: dict[str, NewPlay] = {}

    async def append(self, _: object, user_id: UUID, plays: Sequence[NewPlay], __: datetime) -> int:
        """Append plays; a key occurs once."""
        fresh = [play for play in plays if play.key not in self.plays]
        for play in fresh:
            assert play.key is not None
            self.plays[play.key] = play
            place = play.place
            playable = Playable(play.media_id, *((place.season, place.episode) if place else ()))
            self.positions.times.setdefault((user_id, playable), []).append(play.watched_at)
        return len(fresh)

    async def apply(self, playback: Playback, now: datetime = LATER) -> PlaybackOutcome:
        """Apply a report."""
        return await ApplyPlayback(RULE, self.append)(self, playback, now)  # type: ignore[arg-type]

    @property
    def watched(self) -> list[datetime]:
        """The times of the plays, in order."""
        return sorted(play.watched_at for play in self.plays.values() if play.watched_at)

    @property
    def places(self) -> list[tuple[str, int]]:
        """The devices with their positions."""
        return [(position.device.id, position.seconds) for position in self.positions.stored.values()]


def at(minutes: float, position: int | None = None, **changes: Any) -> Playback:
    """Return a report some minutes after noon."""
    return replace(REPORT, at=NOON + timedelta(minutes=minutes), position_seconds=position, **changes)


def plays_after(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


async def test_a_heartbeat_moves_the_position_of_its_device() -> None:
    work = Work()
    outcomes = [
        await work.apply(at(1, 60)),
        await work.apply(at(3, 180)),
        await work.apply(at(2, 120)),
        await work.apply(at(2, 90, device=Device("phone"))),
    ]

    assert [outcome.result for outcome in outcomes] == ["updated", "updated", "unchanged", "updated"]
    assert work.places == [("tv", 180), ("phone", 90)]
    assert work.plays == {}


async def test_a_position_of_the_future_counts_as_now() -> None:
    work = Work()
    await work.apply(at(600, 60), NOON)
    await work.apply(at(1, 90), NOON + timedelta(minutes=2))

    [position] = work.positions.stored.values()
    assert (position.seconds, position.at) == (90, plays_after(1))


async def test_the_threshold_records_one_play_and_clears_the_position_of_every_device() -> None:
    work = Work()
    await work.apply(at(1, 60, device=Device("phone")))
    await work.apply(at(44, 2640))
    outcomes = [await work.apply(at(45, 2700)), await work.apply(at(46, 2760)), await work.apply(at(47, 2900))]
    late = await work.apply(at(44.5, 2670))

    assert [outcome.result for outcome in outcomes] == ["recorded", "duplicate", "duplicate"]
    assert (outcomes[0].plays, late.result) == ((EPISODE,), "unchanged")
    assert (work.watched, work.places) == ([plays_after(45)], [])
    [play] = work.plays.values()
    assert (play.media_id, play.place and play.place.season, play.precision) == (EPISODE.media_id, 2, "instant")


async def test_another_device_and_another_source_add_no_play_within_the_runtime() -> None:
    work = Work()
    reports = [
        at(45, 2700),
        at(45, 2800, device=Device("phone")),
        at(48, None, action="scrobble", origin="scrobble:plex"),
        at(49, 3000, action="stop", completed=True, origin="scrobble:jellyfin"),
        at(94, None, action="scrobble", origin="scrobble:kodi"),
    ]
    results = [(await work.apply(report)).result for report in reports]

    assert results == ["recorded", "duplicate", "duplicate", "duplicate", "duplicate"]


async def test_credits_that_are_resumed_the_next_day_are_no_second_play() -> None:
    work = Work()
    results = [(await work.apply(at(minutes, 2750))).result for minutes in (45, 45 + 24 * 60)]
    assert results == ["recorded", "duplicate"]


async def test_watching_again_is_a_second_play_also_on_the_same_day() -> None:
    work = Work()
    for minutes, position in ((1, 60), (45, 2700), (120, 30), (165, 2750), (166, 2800)):
        await work.apply(at(minutes, position))
    assert work.watched == [plays_after(45), plays_after(165)]


async def test_a_source_that_only_scrobbles_records_every_viewing() -> None:
    work = Work()
    for minutes in (45, 46, 120, 121):
        await work.apply(at(minutes, None, action="scrobble"))
    assert work.watched == [plays_after(45), plays_after(120)]


async def test_a_file_of_two_episodes_is_a_play_of_each() -> None:
    work = Work()
    await work.apply(at(1, 60, playables=(EPISODE, NEXT)))
    [position] = work.positions.stored.values()
    outcome = await work.apply(at(45, 2700, playables=(EPISODE, NEXT)))
    again = await work.apply(at(46, 2800, playables=(NEXT,)))

    assert (position.playable, position.last_episode) == (EPISODE, 2)
    assert (outcome.plays, again.result) == ((EPISODE, NEXT), "duplicate")
    assert len(work.plays) == 2


async def test_a_mark_as_watched_adds_nothing_to_what_was_played() -> None:
    work = Work()
    marked = at(9000, None, action="mark", origin="scrobble:jellyfin")

    assert (await work.apply(at(45, 2700))).result == "recorded"
    assert (await work.apply(marked)).result == "duplicate"
    assert (await work.apply(replace(marked, playables=(NEXT,)))).result == "recorded"
    assert (await work.apply(replace(marked, playables=(NEXT,), at=LATER))).result == "duplicate"


async def test_the_same_report_of_a_source_without_times_is_one_play_whenever_it_arrives() -> None:
    work = Work()
    report = replace(REPORT, action="scrobble", origin="scrobble:plex", key="home:12345:1 1795258800")
    results = [(await work.apply(report, NOON + timedelta(days=days))).result for days in (0, 3)]
    assert results == ["recorded", "duplicate"]


async def test_a_stop_without_a_position_ends_the_session_where_it_was() -> None:
    work = Work()
    await work.apply(at(1, 60, action="start"))
    outcome = await work.apply(at(2, None, action="stop"))
    unknown = await work.apply(at(3, None, action="stop", device=Device("phone")))

    [position] = work.positions.stored.values()
    assert (position.seconds, position.state, outcome.result) == (60, "stopped", "updated")
    assert unknown.result == "unchanged"


Step = tuple[Literal["play", "pause", "seek", "stop", "scrobble"], int]
STEPS: Final = st.lists(
    st.tuples(st.sampled_from(["play", "pause", "seek", "stop"]), st.integers(1, 2900))
    # A pause of hours, also in the credits.
    | st.tuples(st.just("pause"), st.integers(3000, 10_000)),
    min_size=1,
    max_size=12,
)


def session(steps: Sequence[tuple[str, int]], *, scrobbled: bool) -> list[Playback]:
    """Return the reports of one viewing: playing moves on, pauses take time, seeks move back within what was seen.

    A session ends where it reaches the end. A server that scrobbles does so with the first report of the threshold.
    """
    reports = [at(0, 0, action="start", origin="scrobble:jellyfin")]
    seconds, position, complete = 0, 0, False
    for kind, amount in steps:
        seconds += amount
        if kind == "play":
            position = min(position + amount, DURATION)
        elif kind == "seek" and not complete:
            position = max(position - amount, 0)
        action = {"play": "progress", "seek": "progress"}.get(kind, kind)
        reports.append(at(seconds / 60, position, action=action))
        if not complete and RULE.is_reached(position, DURATION):
            complete = True
            if scrobbled:
                reports.append(at(seconds / 60, None, action="scrobble", origin="scrobble:plex"))
    reports.append(at((seconds + 1) / 60, position, action="stop", completed=complete, origin="scrobble:jellyfin"))
    return reports


@given(steps=STEPS, scrobbled=st.booleans(), data=st.data())
@settings(max_examples=300, deadline=None)
async def test_a_session_is_one_play_if_it_reaches_the_threshold_in_whatever_order_its_reports_arrive(
    steps: list[tuple[str, int]], scrobbled: bool, data: st.DataObject
) -> None:
    reports = session(steps, scrobbled=scrobbled)
    repeated = data.draw(st.lists(st.sampled_from(reports), max_size=6))
    arrival = data.draw(st.permutations(reports + repeated))
    work = Work()
    for report in arrival:
        await work.apply(report)

    reached = any(RULE.is_reached(report.position_seconds, DURATION) for report in reports)
    assert len(work.plays) == int(reached)
    if not reached:
        # The newest report counts, whatever came last; one of the same time changes nothing.
        newest = max(report.at for report in reports if report.at)
        [position] = work.positions.stored.values()
        assert position.at == newest
    else:
        [play] = work.plays.values()
        assert play.watched_at is not None
        assert play.watched_at in {report.at for report in reports}
        assert all(position.at > play.watched_at for position in work.positions.stored.values())
