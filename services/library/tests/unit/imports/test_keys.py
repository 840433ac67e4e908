"""The same effects have the same keys: in the same file again, and in a later export that contains it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from library.domain.imports.keys import KEY_LENGTH, Effect, effects
from library.domain.imports.rows import (
    ExternalIds,
    ImportRow,
    ListMember,
    Mark,
    Moment,
    Note,
    ParsedFile,
    Play,
    Position,
    Rating,
    Tags,
)

pytestmark = pytest.mark.unit

EVENING = Moment("instant", datetime(2026, 3, 1, 20, 15, tzinfo=UTC))
DAY = Moment("day", datetime(2026, 3, 1, tzinfo=UTC))
ROW = ImportRow(Position("", 1), "Blue Harbour", (Play(DAY),), kind="movie", year=2021)


def of(*rows: ImportRow) -> list[Effect]:
    return list(effects(ParsedFile("generic", rows)))


def keys(*rows: ImportRow) -> list[str]:
    return [effect.key for effect in of(*rows)]


def test_a_key_is_stable_and_short() -> None:
    assert keys(ROW) == keys(ROW)
    assert [len(key) for key in keys(ROW)] == [KEY_LENGTH]


def test_the_position_of_a_row_is_no_part_of_its_key() -> None:
    assert keys(replace(ROW, position=Position("diary.csv", 99))) == keys(ROW)


def test_spaces_and_case_of_a_title_are_no_part_of_its_key() -> None:
    assert keys(replace(ROW, title=" blue  HARBOUR ")) == keys(ROW)


def test_an_id_identifies_a_title_whatever_its_name() -> None:
    first = replace(ROW, ids=ExternalIds(tmdb=5))
    assert keys(replace(first, title="Blauer Hafen", year=2022)) == keys(first)
    assert keys(replace(first, ids=ExternalIds(tmdb=6))) != keys(first)


def test_identical_plays_differ_in_their_ordinal() -> None:
    two = keys(ROW, ROW)
    assert len(set(two)) == 2
    assert keys(ROW, ROW, ROW)[:2] == two
    assert keys(replace(ROW, actions=(Play(DAY, count=2),)))[1] in two


def test_a_count_that_grew_adds_the_difference() -> None:
    before = replace(ROW, actions=(Play(DAY, count=2, total=True),))
    after = replace(ROW, actions=(Play(EVENING, count=3, total=True),))
    added = [effect for effect in of(after) if effect.key not in keys(before)]
    assert [(effect.action) for effect in added] == [Play(EVENING, total=True)]


def test_only_the_last_of_counted_plays_has_a_time() -> None:
    actions = [effect.action for effect in of(replace(ROW, actions=(Play(DAY, count=3),)))]
    assert actions == [Play(), Play(), Play(DAY)]


def test_an_action_that_occurs_twice_is_one_effect() -> None:
    row = replace(ROW, actions=(Rating(80, DAY), Mark("planned"), Tags(("a", "b")), Note("Good"), ListMember("Best")))
    assert len(of(row, row)) == 5


def test_actions_of_one_title_have_keys_of_their_own() -> None:
    row = replace(
        ROW,
        actions=(
            Rating(80),
            Rating(80, DAY),
            Rating(90),
            Mark("planned"),
            Mark("dropped"),
            ListMember(None),
            ListMember("watchlist"),
            ListMember(""),
        ),
    )
    assert len(set(keys(row))) == 8


def test_the_position_in_a_list_is_no_part_of_the_key() -> None:
    first, second = (replace(ROW, actions=(ListMember("Best", position=number),)) for number in (1, 2))
    assert keys(first) == keys(second)


def test_an_episode_has_a_key_of_its_own() -> None:
    show = replace(ROW, kind="show")
    episodes = [replace(show, season=season, episode=number) for season in (None, 1, 2) for number in (None, 1, 2)]
    by_title = [replace(show, episode_title=title) for title in ("Pilot", "Finale")]
    assert len(set(keys(*episodes, *by_title))) == 11


def test_formats_have_keys_of_their_own() -> None:
    [generic] = effects(ParsedFile("generic", (ROW,)))
    [netflix] = effects(ParsedFile("netflix", (ROW,)))
    assert generic.key != netflix.key
