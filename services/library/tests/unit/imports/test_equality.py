"""The same play from two sources counts once, and two plays stay two."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.domain.imports.applying.equality import JournalPlay, JournalPlays, are_equal
from library.domain.imports.applying.planning import KeyedAction, PlannedRow, Source, TitleFacts, plan
from library.domain.imports.options import ImportOptions
from library.domain.imports.rows import UNKNOWN_TIME, Moment, Play

pytestmark = pytest.mark.unit

TITLE: Final = UUID(int=1)
STARTED: Final = datetime(2026, 11, 29, 12, tzinfo=UTC)
KYIV: Final = ZoneInfo("Europe/Kyiv")
EVENING: Final = datetime(2024, 2, 13, 22, 30, tzinfo=UTC)
"""In Kyiv it is the 14th."""


def instant(minutes: float = 0) -> Moment:
    return Moment("instant", EVENING + timedelta(minutes=minutes))


def day(number: int) -> Moment:
    return Moment("day", datetime(2024, 2, number, tzinfo=UTC))


moments: st.SearchStrategy[Moment] = st.one_of(
    st.integers(-60, 60).map(lambda halves: instant(halves / 2)),
    st.integers(12, 15).map(day),
    st.just(Moment("year", datetime(2024, 1, 1, tzinfo=UTC))),
    st.just(UNKNOWN_TIME),
)
files = st.lists(moments, max_size=6)
zones = st.sampled_from([ZoneInfo("UTC"), KYIV, ZoneInfo("America/New_York")])


def added(file: Sequence[Moment], journal: Sequence[JournalPlay], origin: str, zone: ZoneInfo) -> list[JournalPlay]:
    """Return the journal of a movie after the import of a file of plays."""
    effects = tuple(KeyedAction(f"{origin}{number}", Play(moment)) for number, moment in enumerate(file))
    facts = TitleFacts("movie", journal=JournalPlays({None: list(journal)}))
    source = Source(UUID(int=9), origin, STARTED, ImportOptions(time_zone=zone.key))
    plays = plan([PlannedRow(1, TITLE, None, None, effects)], {TITLE: facts}, source).plays
    start = len(journal) + 1
    return [
        *journal,
        *(
            JournalPlay(UUID(int=number), Moment(play.precision, play.watched_at), play.origin)
            for number, play in enumerate(plays, start)
        ),
    ]


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (instant(), instant(0.9), True),
        (instant(), instant(1), False),
        (day(14), instant(), True),
        (day(13), instant(), False),
        (day(13), day(13), True),
        (day(13), day(14), False),
        (Moment("year", EVENING), instant(), False),
        (UNKNOWN_TIME, UNKNOWN_TIME, False),
    ],
)
def test_minutes_decide_between_times_and_days_of_the_zone_between_others(
    one: Moment, other: Moment, equal: bool
) -> None:
    assert are_equal(one, other, KYIV) is equal
    assert are_equal(other, one, KYIV) is equal


@given(files, zones)
def test_the_same_plays_from_another_format_add_nothing_but_unknown_ones(file: list[Moment], zone: ZoneInfo) -> None:
    dated = [moment for moment in file if moment.precision in ("instant", "day")]

    first = added(dated, [], "import:trakt", zone)

    assert len(first) == len(dated)
    assert added(dated, first, "import:letterboxd", zone) == first


@given(files, files, zones)
def test_the_order_of_two_imports_changes_no_count(one: list[Moment], other: list[Moment], zone: ZoneInfo) -> None:
    forth = added(other, added(one, [], "import:trakt", zone), "import:letterboxd", zone)
    back = added(one, added(other, [], "import:letterboxd", zone), "import:trakt", zone)

    assert len(forth) == len(back)
    assert max(len(one), len(other)) <= len(forth) <= len(one) + len(other)


@given(files, files, zones)
def test_every_play_of_both_files_is_in_the_journal(one: list[Moment], other: list[Moment], zone: ZoneInfo) -> None:
    journal = added(other, added(one, [], "import:trakt", zone), "import:letterboxd", zone)

    for moment in (*one, *other):
        assert any(play.watched_at == moment or are_equal(play.watched_at, moment, zone) for play in journal)


def test_two_plays_on_one_day_stay_two() -> None:
    journal = added([instant()], [], "scrobble:jellyfin", KYIV)
    assert Counter(play.origin for play in added([day(14), day(14)], journal, "import:letterboxd", KYIV)) == {
        "scrobble:jellyfin": 1,
        "import:letterboxd": 1,
    }


def test_plays_of_one_format_differ_by_their_keys() -> None:
    journal = added([day(14)], [], "import:letterboxd", KYIV)
    assert len(added([day(14)], journal, "import:letterboxd", KYIV)) == 2


def test_a_play_that_equals_one_already_takes_no_other() -> None:
    play, other = JournalPlay(UUID(int=1), instant(), "api"), JournalPlay(UUID(int=2), instant(0.5), "api")
    plays = JournalPlays({None: [play, other]}, covering={"key": play.play_id})

    assert plays.take("key", None, instant(), "import:trakt", KYIV) == play.play_id
    assert plays.take("second", None, instant(), "import:trakt", KYIV) == other.play_id
    assert plays.take("third", None, instant(), "import:trakt", KYIV) is None


def test_a_time_prefers_the_same_minute_and_a_day_prefers_a_day() -> None:
    exact, dated = JournalPlay(UUID(int=1), instant(), "api"), JournalPlay(UUID(int=2), day(14), "api")
    for order in ([exact, dated], [dated, exact]):
        assert JournalPlays({None: order}).take("a", None, instant(), "import:trakt", KYIV) == exact.play_id
        assert JournalPlays({None: order}).take("a", None, day(14), "import:imdb", KYIV) == dated.play_id
