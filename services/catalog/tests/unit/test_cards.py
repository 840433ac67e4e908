"""What a card tells: the first badge that fits, and the action that goes with it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from catalog.domain.cards import Card, Context, EpisodeNumber, Signals, Viewing, card_for, is_hit

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SEEN = EpisodeNumber(2, 4)
AIRED = Signals(last_episode=EpisodeNumber(2, 5), last_aired_at=NOW - timedelta(days=6))


@pytest.mark.parametrize(
    ("context", "badge"),
    [
        ("TRENDING_LIST", None),
        ("NEW_RELEASES_LIST", None),
        ("IN_THEATERS_LIST", "IN_THEATERS"),
        ("NEW_ON_STREAMING_LIST", "NEW_ON_STREAMING"),
        ("DEFAULT", None),
    ],
)
def test_without_a_viewer_the_list_gives_the_badge(context: Context, badge: str | None) -> None:
    assert card_for(context, Signals(), None, NOW) == Card(badge, "SAVE", None)  # type: ignore[arg-type]


def test_a_new_release_shows_where_releases_matter() -> None:
    fresh = Signals(new_release=True, trending=True)

    assert card_for("NEW_RELEASES_LIST", fresh, None, NOW).badge == "NEW_RELEASE"
    assert card_for("DEFAULT", fresh, None, NOW).badge == "NEW_RELEASE"
    assert card_for("TRENDING_LIST", fresh, None, NOW).badge == "TRENDING"


def test_a_title_of_todays_list_is_trending_on_its_own_page_and_in_the_list() -> None:
    assert card_for("DEFAULT", Signals(trending=True), None, NOW).badge == "TRENDING"
    assert card_for("TRENDING_LIST", Signals(trending=True), None, NOW).badge == "TRENDING"
    assert card_for("TRENDING_LIST", Signals(), None, NOW).badge is None


def test_a_hit_goes_before_the_list() -> None:
    assert card_for("TRENDING_LIST", Signals(hit=True), None, NOW).badge == "HIT"


def test_what_is_planned_is_in_the_watchlist_and_not_to_be_continued() -> None:
    planned = Viewing("planned", SEEN)

    assert card_for("TRENDING_LIST", Signals(hit=True), planned, NOW) == Card("IN_WATCHLIST", "OPEN", None)
    assert card_for("DEFAULT", Signals(), planned, NOW) == Card("CONTINUE", "CONTINUE", SEEN)


def test_progress_is_to_be_continued() -> None:
    assert card_for("TRENDING_LIST", Signals(), Viewing("watching", SEEN), NOW) == Card("CONTINUE", "CONTINUE", SEEN)


def test_a_new_episode_of_what_is_watched_goes_first() -> None:
    assert card_for("TRENDING_LIST", AIRED, Viewing("watching", SEEN), NOW) == Card("NEW_EPISODE", "CONTINUE", SEEN)
    assert card_for("DEFAULT", AIRED, Viewing("watching"), NOW) == Card("NEW_EPISODE", "CONTINUE", None)


@pytest.mark.parametrize(
    ("viewing", "signals"),
    [
        (Viewing("watching", EpisodeNumber(2, 5)), AIRED),
        (Viewing("watching", SEEN), Signals(last_episode=EpisodeNumber(2, 5), last_aired_at=NOW - timedelta(days=8))),
        (Viewing("watching", SEEN), Signals(last_episode=EpisodeNumber(2, 5), last_aired_at=NOW + timedelta(hours=1))),
    ],
    ids=["seen already", "too long ago", "not aired yet"],
)
def test_an_episode_is_not_new_for_everybody(viewing: Viewing, signals: Signals) -> None:
    assert card_for("DEFAULT", signals, viewing, NOW).badge == "CONTINUE"


@pytest.mark.parametrize("context", ["DEFAULT", "TRENDING_LIST"])
@pytest.mark.parametrize("state", ["completed", "dropped"])
def test_what_is_completed_or_dropped_does_not_prompt_to_continue(context: Context, state: str) -> None:
    assert card_for(context, AIRED, Viewing(state, SEEN), NOW) == Card(None, "OPEN", None)
    assert card_for(context, replace(AIRED, hit=True), Viewing(state, SEEN), NOW) == Card("HIT", "OPEN", None)


@pytest.mark.parametrize("state", ["watching", "planned"])
def test_an_ended_show_seen_to_its_end_does_not_prompt_to_continue(state: str) -> None:
    ended = Signals(last_episode=EpisodeNumber(2, 5), last_aired_at=NOW - timedelta(days=900), ended=True)

    assert card_for("DEFAULT", ended, Viewing(state, EpisodeNumber(2, 5)), NOW).resume is None
    assert card_for("DEFAULT", ended, Viewing(state, EpisodeNumber(2, 5)), NOW).action == "OPEN"
    assert card_for("DEFAULT", ended, Viewing(state, SEEN), NOW) == Card("CONTINUE", "CONTINUE", SEEN)
    unknown = Signals(ended=True)
    assert card_for("DEFAULT", unknown, Viewing(state, SEEN), NOW) == Card("CONTINUE", "CONTINUE", SEEN)


def test_an_entry_without_a_state_is_opened() -> None:
    assert card_for("DEFAULT", Signals(), Viewing("completed"), NOW) == Card(None, "OPEN", None)


@pytest.mark.parametrize(
    ("ratings", "hit"),
    [
        ([(7.5, 500), (7.5, 500)], True),
        ([(7.4, 5000), (7.5, 5000)], False),
        ([(9.0, 999)], False),
        ([(9.0, 1000), (0.0, 0)], True),
        ([(9.0, None)], False),
        ([], False),
    ],
)
def test_a_hit_is_well_rated_by_many(ratings: list[tuple[float, int | None]], hit: bool) -> None:
    assert is_hit(ratings) is hit
