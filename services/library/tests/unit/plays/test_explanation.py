"""Why an entry says what it says."""

from dataclasses import replace

import pytest
from services.library.tests.journals import day, journal, mark, play, progress, show

from library.domain.entries.progress import EpisodeNumber
from library.domain.plays.explanation import Explanation, explain, id_of
from library.domain.plays.items import Item
from library.domain.plays.show import Show

pytestmark = pytest.mark.unit

TWO_SEASONS = show(3, 3)


def explained(*items: Item, of: Show = TWO_SEASONS) -> Explanation:
    return explain("show", journal(*items), of)


def test_every_item_has_its_effect_in_the_order_of_the_journal() -> None:
    result = explained(
        mark("state", "planned"),
        play(1, 3, at=day(2)),
        play(1, 1, at=day(1)),
        play(0, 1, at=day(3)),
        progress({"2": 2}, at=day(4)),
    )

    assert [step.step and (step.step.effect, step.step.run, step.step.state) for step in result.items] == [
        ("set_state", None, "planned"),
        ("counted", 1, "watching"),
        ("counted", 1, "watching"),
        ("counted_as_special", 1, "watching"),
        ("set_progress", 1, "watching"),
    ]
    assert (result.summary.plays, result.seen_by_plays, result.seen_by_marks) == (3, 2, 2)
    assert result.summary.episodes_seen == 4
    assert result.summary.specials_seen == 1
    assert result.skipped == [EpisodeNumber(1, 2)]
    assert result.next_episode == EpisodeNumber(2, 3)


def test_a_rewatch_is_a_run_of_its_own() -> None:
    everything = [play(season, number, at=day(season * 10 + number)) for season in (1, 2) for number in (1, 2, 3)]

    result = explained(*everything, play(1, 1, at=day(50)), play(2, 1, at=day(51)))

    assert [(run.number, run.plays, run.episodes_seen, run.complete) for run in result.runs] == [
        (1, 6, 6, True),
        (2, 2, 2, False),
    ]
    assert result.skipped == [EpisodeNumber(1, 2), EpisodeNumber(1, 3)]
    assert (result.summary.state, result.summary.cause) == ("watching", "play")
    assert result.summary.cause_id == id_of(result.items[6].item)


def test_what_was_retracted_is_apart_and_counts_nowhere() -> None:
    kept, gone = journal(play(1, 1), play(1, 2, at=day(1)))

    result = explain("show", [kept, replace(gone, retracted_at=day(2))], TWO_SEASONS)

    assert [id_of(item) for item in result.retracted] == [id_of(gone)]
    assert [id_of(item.item) for item in result.items] == [id_of(kept)]
    assert (result.summary.plays, result.summary.episodes_seen) == (1, 1)


def test_the_last_rating_of_the_title_is_named_until_it_is_cleared() -> None:
    first, episode, last = mark("rating", 60), mark("rating", 90, season=1, episode=1), mark("rating", 85, at=day(1))

    rated = explained(first, last, episode)
    cleared = explained(first, mark("rating", None, at=day(2)))

    assert rated.rating_id == id_of(rated.items[2].item)
    assert cleared.rating_id is None


def test_a_title_without_a_journal_has_no_figures() -> None:
    result = explain("movie", [], Show())

    assert (result.summary.state, result.summary.plays, list(result.items), list(result.runs)) == (None, 0, [], [])
    assert (result.skipped, result.next_episode, result.rating_id) == ([], None, None)
