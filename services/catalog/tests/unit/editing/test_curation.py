"""Rules of curation and mergers: pins, the order of sections, languages of names, due instants, allowed mergers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.domain.curation.collections import in_language
from catalog.domain.curation.errors import DueInThePast, ScheduleEnded
from catalog.domain.curation.scheduling import ScheduledChange
from catalog.domain.curation.sections import Arrangement, Pin, arranged, with_pins
from catalog.domain.editing.audit import Action
from catalog.domain.editing.edition import Condition, MergeTitle, merge_into
from catalog.domain.editing.errors import EditConflict, MergeNotAllowed
from catalog.domain.home.sections import SECTIONS
from catalog.presentation.editing.requests import AuditParams
from chassis.http.errors import ApiError
from chassis.http.follow_up.cursors import encode_cursor

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
CHANGE = ScheduledChange(
    UUID(int=1), "title.hide", str(UUID(int=2)), NOW + timedelta(hours=1), "Test", UUID(int=3), NOW
)


def pinned(items: Sequence[int], pins: dict[int, int], listed: set[int] | None = None, limit: int = 12) -> list[int]:
    """Return items after pins, whose positions are by item; only listed pins exist."""
    ids = {UUID(int=item): item for item in pins if listed is None or item in listed}
    all_pins = [Pin(UUID(int=item), position) for item, position in pins.items()]
    return list(with_pins(items, ids, all_pins, lambda item: UUID(int=item), limit))


def test_pins_are_at_their_positions_and_each_title_is_there_once() -> None:
    assert pinned([1, 2, 3], {3: 1, 9: 3}) == [3, 1, 9, 2]


def test_missing_pin_leaves_no_gap_and_a_short_section_is_filled() -> None:
    assert pinned([1, 2], {8: 1, 9: 2}, listed={9}) == [1, 9, 2]
    assert pinned([], {8: 1, 9: 5}) == [8, 9]


@given(
    st.lists(st.integers(1, 20), unique=True),
    st.dictionaries(st.integers(1, 20), st.integers(1, 12)),
    st.integers(1, 12),
)
def test_pinned_section_repeats_nothing_and_keeps_its_limit(items: list[int], pins: dict[int, int], limit: int) -> None:
    result = pinned(items, pins, limit=limit)
    assert len(result) == len(set(result)) == min(limit, len({*items, *pins}))


def test_sections_are_in_the_order_of_editors() -> None:
    keys = [section.key for section in SECTIONS]
    arrangements: dict[str, Arrangement] = {
        "newEpisodes": Arrangement("newEpisodes", position=-5),
        "hero": Arrangement("hero", enabled=False),
        "trendingMovies": Arrangement("trendingMovies", position=3),
    }
    others = [key for key in keys if key not in arrangements]

    assert [section.key for section in arranged({})] == keys
    assert [section.key for section in arranged(arrangements)] == ["newEpisodes", *others, "trendingMovies"]


def test_curated_collections_follow_the_sections_of_their_position_and_are_bounded() -> None:
    keys = [section.key for section in SECTIONS]
    many = {f"collection:{number:02}": Arrangement(f"collection:{number:02}", position=1) for number in range(30)}
    arrangements = {
        **many,
        "collection:winter": Arrangement("collection:winter"),
        "collection:autumn": Arrangement("collection:autumn"),
        "collection:off": Arrangement("collection:off", enabled=False),
        "newEpisodes": Arrangement("newEpisodes", position=2),
    }
    sections = arranged(arrangements)

    first = [*keys[:-1], "collection:autumn", "collection:winter"]
    assert [section.key for section in sections] == [*first, *list(many)[:18], "newEpisodes"]
    assert sections[len(keys)].collection == "winter"
    assert not Arrangement.default("collection:new").enabled
    assert Arrangement.default("hero").enabled


@pytest.mark.parametrize(
    ("preferred", "language"),
    [
        (("uk",), "uk"),
        (("pt-PT",), "pt-BR"),
        (("pt-br",), "pt-BR"),
        (("ja", "uk-UA"), "uk"),
        (("ja",), "en"),
        ((), "en"),
    ],
)
def test_name_is_in_the_first_preferred_language(preferred: tuple[str, ...], language: str) -> None:
    texts = {"en": "Summer", "uk": "Літо", "pt-BR": "Verão"}
    assert in_language(texts, preferred) == (language, texts[language])


def test_name_is_in_any_language_rather_than_none() -> None:
    assert in_language({"uk": "Літо", "fa": "تابستان"}, ("ja",)) == ("fa", "تابستان")
    assert in_language({}, ("ja",)) is None


def test_change_is_due_in_the_future_and_ends_once() -> None:
    CHANGE.check_due(NOW)
    CHANGE.check_pending()
    with pytest.raises(DueInThePast):
        CHANGE.check_due(CHANGE.due_at)
    with pytest.raises(ScheduleEnded, match="done"):
        replace(CHANGE, state="done").check_pending()


def test_condition_names_versions() -> None:
    Condition().check(5)
    Condition(frozenset({5})).check(5)
    with pytest.raises(EditConflict):
        Condition(frozenset({4})).check(5)


def test_merge_target_is_another_title_of_the_kind_that_still_exists() -> None:
    title, target = (
        MergeTitle(UUID(int=1), "movie", 1, deleted=True),
        MergeTitle(UUID(int=2), "movie", 2, deleted=False),
    )

    assert merge_into(title, target).media_id == UUID(int=2)
    for wrong in (replace(target, media_id=UUID(int=1)), replace(target, kind="show"), replace(target, deleted=True)):
        with pytest.raises(MergeNotAllowed):
            merge_into(title, wrong)


@given(st.integers(1, 2**63 - 1), st.sampled_from([None, "title.hide", "title.merge"]))
def test_cursor_belongs_to_its_query(number: int, action: Action | None) -> None:
    cursor = encode_cursor([number], AuditParams(limit=10, action=action).query())

    assert AuditParams(limit=20, action=action, cursor=cursor).filter().before == number
    with pytest.raises(ApiError):
        AuditParams(action="title.unhide", cursor=cursor).filter()


@pytest.mark.parametrize("position", [[0], [-1], [2**63], ["1"], [1.0], [True], [], [1, 2]])
def test_position_that_a_client_made_up_is_rejected(position: list[object]) -> None:
    with pytest.raises(ApiError, match="with the same filters"):
        AuditParams(cursor=encode_cursor(position, AuditParams().query())).filter()
