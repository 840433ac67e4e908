"""The card: the first badge that applies, and its call to action."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from catalog.domain.cards import Card, Context, EpisodeNumber, Signals, WatchState, card_for, is_hit

pytestmark = pytest.mark.unit

LAST = EpisodeNumber(2, 5)

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
        ("USER_LIBRARY", None),
        ("CONTINUE_LIST", None),
        ("DEFAULT", None),
    ],
)
def test_badge_without_a_user_is_that_of_the_list(context: Context, badge: str | None) -> None:
    assert card_for(context, Signals(), None, NOW) == Card(badge, "SAVE", None)  # type: ignore[arg-type]


def test_new_release_badge_depends_on_the_list() -> None:
    fresh = Signals(new_release=True, trending=True)

    assert card_for("NEW_RELEASES_LIST", fresh, None, NOW).badge == "NEW_RELEASE"
    assert card_for("DEFAULT", fresh, None, NOW).badge == "NEW_RELEASE"
    assert card_for("TRENDING_LIST", fresh, None, NOW).badge == "TRENDING"


def test_rising_title_has_the_badge_on_its_page_only() -> None:
    rising = Signals(rising=True, trending=True)

    assert card_for("DEFAULT", rising, None, NOW).badge == "RISING"
    assert card_for("DEFAULT", replace(rising, new_release=True), None, NOW).badge == "NEW_RELEASE"
    assert card_for("TRENDING_LIST", rising, None, NOW).badge == "TRENDING"
    assert card_for("USER_LIBRARY", rising, None, NOW).badge is None


def test_own_lists_show_what_is_new_instead_of_why_a_title_is_listed() -> None:
    planned, hit = WatchState("planned"), Signals(hit=True, new_release=True)

    assert card_for("USER_LIBRARY", Signals(new_release=True), planned, NOW).badge is None
    assert card_for("USER_LIBRARY", hit, planned, NOW).badge == "HIT"
    assert card_for("CONTINUE_LIST", hit, WatchState("watching"), NOW).badge is None
    assert card_for("CONTINUE_LIST", hit, WatchState("watching", SEEN), NOW).badge == "CONTINUE"
    assert card_for("CONTINUE_LIST", AIRED, WatchState("watching", SEEN), NOW).badge == "NEW_EPISODE"


def test_trending_title_has_the_badge_on_its_page_and_in_the_list() -> None:
    assert card_for("DEFAULT", Signals(trending=True), None, NOW).badge == "TRENDING"
    assert card_for("TRENDING_LIST", Signals(trending=True), None, NOW).badge == "TRENDING"
    assert card_for("TRENDING_LIST", Signals(), None, NOW).badge is None


def test_hit_precedes_the_badge_of_the_list() -> None:
    assert card_for("TRENDING_LIST", Signals(hit=True), None, NOW).badge == "HIT"


def test_planned_title_is_in_the_watchlist() -> None:
    planned = WatchState("planned", SEEN)

    assert card_for("TRENDING_LIST", Signals(hit=True), planned, NOW) == Card("IN_WATCHLIST", "OPEN", None)
    assert card_for("DEFAULT", Signals(), planned, NOW) == Card("CONTINUE", "CONTINUE", SEEN)


def test_progress_prompts_to_continue() -> None:
    assert card_for("TRENDING_LIST", Signals(), WatchState("watching", SEEN), NOW) == Card("CONTINUE", "CONTINUE", SEEN)


def test_new_episode_of_a_watched_show_precedes_other_badges() -> None:
    assert card_for("TRENDING_LIST", AIRED, WatchState("watching", SEEN), NOW) == Card("NEW_EPISODE", "CONTINUE", SEEN)
    assert card_for("DEFAULT", AIRED, WatchState("watching"), NOW) == Card("NEW_EPISODE", "CONTINUE", None)


@pytest.mark.parametrize(
    ("watch", "signals"),
    [
        (WatchState("watching", EpisodeNumber(2, 5)), AIRED),
        (
            WatchState("watching", SEEN),
            Signals(last_episode=EpisodeNumber(2, 5), last_aired_at=NOW - timedelta(days=8)),
        ),
        (
            WatchState("watching", SEEN),
            Signals(last_episode=EpisodeNumber(2, 5), last_aired_at=NOW + timedelta(hours=1)),
        ),
    ],
    ids=["seen already", "too long ago", "not aired yet"],
)
def test_new_episode_depends_on_the_progress_of_the_user(watch: WatchState, signals: Signals) -> None:
    assert card_for("DEFAULT", signals, watch, NOW).badge == "CONTINUE"


@pytest.mark.parametrize("context", ["DEFAULT", "TRENDING_LIST"])
@pytest.mark.parametrize("state", ["completed", "dropped"])
def test_completed_or_dropped_title_does_not_prompt_to_continue(context: Context, state: str) -> None:
    assert card_for(context, AIRED, WatchState(state, SEEN), NOW) == Card(None, "OPEN", None)
    assert card_for(context, replace(AIRED, hit=True), WatchState(state, SEEN), NOW) == Card("HIT", "OPEN", None)


@pytest.mark.parametrize("state", ["watching", "planned"])
def test_ended_show_seen_to_its_end_does_not_prompt_to_continue(state: str) -> None:
    ended = Signals(last_episode=EpisodeNumber(2, 5), last_aired_at=NOW - timedelta(days=900), ended=True)

    assert card_for("DEFAULT", ended, WatchState(state, EpisodeNumber(2, 5)), NOW).resume is None
    assert card_for("DEFAULT", ended, WatchState(state, EpisodeNumber(2, 5)), NOW).action == "OPEN"
    assert card_for("DEFAULT", ended, WatchState(state, SEEN), NOW) == Card("CONTINUE", "CONTINUE", SEEN)
    unknown = Signals(ended=True)
    assert card_for("DEFAULT", unknown, WatchState(state, SEEN), NOW) == Card("CONTINUE", "CONTINUE", SEEN)


def test_entry_without_a_state_prompts_to_open() -> None:
    assert card_for("DEFAULT", Signals(), WatchState("completed"), NOW) == Card(None, "OPEN", None)


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
def test_hit_needs_a_high_rating_and_many_votes(ratings: list[tuple[float, int | None]], hit: bool) -> None:
    assert is_hit(ratings) is hit
