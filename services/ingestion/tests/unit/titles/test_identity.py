"""When a remembered id may be used without a look-up, and at which providers a title became another one."""

from datetime import UTC, date, datetime

import pytest

from ingestion.domain.titles.facts import Facts, Source
from ingestion.domain.titles.identity import Ids, changed_identity, ids_of, remembered_tvmaze_id
from ingestion.domain.titles.observations import Observation

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 28, tzinfo=UTC)


def _maze(origin: str | None, imdb_id: str | None = None) -> Observation:
    facts = Facts(tvmaze_id=12, imdb_id=imdb_id, release_date=date(2020, 1, 1))
    return Observation("tvmaze", "ok", NOW, facts, NOW, origin=origin)


@pytest.mark.parametrize(
    ("origin", "own", "ids", "year", "remembered"),
    [
        ("imdb:tt1", "tt1", Ids("tt1", 5), 2020, 12),
        ("imdb:tt1", "tt1", Ids("tt1", 5), None, 12),
        ("tvdb:5", None, Ids(None, 5), 2021, 12),
        ("imdb:tt1", "tt1", Ids("tt2", 5), 2020, None),
        ("tvdb:5", None, Ids("tt2", 5), 2020, None),
        ("imdb:tt1", "tt9", Ids("tt1"), 2020, None),
        ("imdb:tt1", "tt1", Ids("tt1"), 2026, None),
        (None, "tt1", Ids("tt1"), 2020, 12),
        ("imdb:tt1", "tt1", Ids(), 2020, None),
    ],
)
def test_remembered_show_is_queried_only_under_the_id_that_led_to_it(
    origin: str | None, own: str | None, ids: Ids, year: int | None, remembered: int | None
) -> None:
    assert remembered_tvmaze_id(_maze(origin, own), ids, year) == remembered


def test_title_is_void_at_a_provider_whose_id_changed_or_was_lost() -> None:
    before: dict[Source, Observation] = {
        "trakt": Observation("trakt", "ok", NOW, Facts(trakt_id=7), NOW),
        "tvmaze": Observation("tvmaze", "ok", NOW, Facts(tvmaze_id=12), NOW),
    }
    lost: dict[Source, Observation] = {"trakt": Observation("trakt", "failed", NOW), "tvmaze": before["tvmaze"]}
    assert changed_identity(before, before) == frozenset()
    assert changed_identity(before, lost) == {"trakt"}
    assert changed_identity({}, before) == frozenset()


def test_ids_of_tmdb_are_preferred_to_those_of_trakt() -> None:
    trakt = Observation("trakt", "ok", NOW, Facts(imdb_id="tt1", tvdb_id=5), NOW)
    tmdb = Observation("tmdb", "ok", NOW, Facts(imdb_id="tt2"), NOW)
    assert ids_of({"tmdb": tmdb, "trakt": trakt}) == Ids("tt2", 5)
