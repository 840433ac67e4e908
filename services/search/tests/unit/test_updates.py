"""What search reads of an event."""

from dataclasses import replace

import orjson
import pytest

from chassis.messaging.records import Record
from contracts.catalog import MediaPublishedV1
from contracts.event import Event, encode
from contracts.examples import EXAMPLES
from contracts.ingestion import MediaImportedV1
from contracts.stats import StatsUpdatedV1
from search.domain.entry import Name
from search.domain.titles.title import Contributor
from search.presentation.updates import read_updates

pytestmark = pytest.mark.unit

HEADERS = {"ce_type": "media.imported.v1", "ce_id": "63457a9a-2669-5ecc-a4d9-dd9a474a850a"}
TYPES = (MediaImportedV1, StatsUpdatedV1, MediaPublishedV1)


def record_of(event: Event) -> Record:
    message = encode(event, "test")
    return Record(message.topic, 0, 0, message.key, message.body, dict(message.headers), ())


def examples() -> list[Record]:
    return [record_of(event) for event in EXAMPLES if isinstance(event, TYPES)]


def test_people_names_and_ids_of_a_title() -> None:
    cast = [{"tmdbId": number, "name": f"Actor {number}", "order": number} for number in range(7)]
    crew = [{"tmdbId": 6, "name": "Actor 6", "job": "Director"}, {"tmdbId": 9, "name": "Writer", "job": "Writer"}]
    body = {
        "version": 3,
        "mediaId": "bdf784d0-c2eb-5939-9d13-a7324e63a0e9",
        "kind": "movie",
        "tmdbId": 603,
        "title": "The Matrix",
        "translations": {"uk": {"title": "Матриця"}, "pt-BR": {"title": "Matrix"}, "de": {"overview": "Text"}},
        "externalIds": {"imdb": "tt0133093", "trakt": 481, "traktSlug": "the-matrix-1999"},
        "credits": {"cast": cast, "crew": crew},
        "importedAt": "2026-11-01T00:00:00Z",
    }
    [title] = read_updates([Record("media.imported", 0, 0, b"", orjson.dumps(body), HEADERS, ())])
    assert title.facts is not None
    assert title.facts.names == (Name("Matrix", "pt"), Name("Матриця", "uk"))
    assert title.facts.ids == ("tmdb:movie:603", "imdb:tt0133093", "trakt:481", "trakt:the-matrix-1999")
    assert [person.tmdb_id for person in title.facts.people if person.leading] == [0, 1, 2, 3, 4, 6]
    assert title.facts.people[-1] == Contributor(9, "Writer")


def test_an_invalid_event_is_skipped_and_the_next_one_is_read() -> None:
    record = next(record for record in examples() if record.topic == "media.published")
    broken = replace(record, value=b"{")
    assert read_updates([broken, replace(record, headers={}), replace(record, value=None), record]) == read_updates(
        [record]
    )
    assert len(read_updates([record])) == 1


def test_numbers_that_the_index_cannot_hold_are_invalid() -> None:
    body = {"version": 1 << 63, "mediaId": "bdf784d0-c2eb-5939-9d13-a7324e63a0e9", "kind": "movie", "tmdbId": 603}
    value = orjson.dumps({**body, "title": "The Matrix", "importedAt": "2026-11-01T00:00:00Z"})
    assert read_updates([Record("media.imported", 0, 0, b"", value, HEADERS, ())]) == []
