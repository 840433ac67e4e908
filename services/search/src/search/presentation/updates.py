"""Consumed events: each record becomes an update of one title."""

from collections.abc import Callable, Sequence
from typing import Final

from chassis.messaging.envelope import check_type
from chassis.messaging.log_reader import read_valid
from chassis.messaging.records import BadRecord, Record, read_event
from contracts.catalog import MediaPublishedV1
from contracts.ingestion import MediaImportedV1
from contracts.readers.search import MediaImported, MediaPublished, StatsUpdated
from contracts.stats import StatsUpdatedV1
from search.domain.entry import Name
from search.domain.titles.title import Contributor, Facts, Publication, Score, Series, Title

MOST_NUMBER: Final = (1 << 63) - 1
LEADING_CAST: Final = 5
"""A person is known for the titles in which the cast has it among the first."""
LEADING_JOBS: Final = frozenset({"Creator", "Director"})
TOPICS: Final = (MediaImportedV1.topic, StatsUpdatedV1.topic, MediaPublishedV1.topic)


def read_updates(records: Sequence[Record]) -> list[Title]:
    """Return the updates of records, without those of invalid ones."""
    return read_valid(records, _update)


def _update(record: Record) -> Title | None:
    """Return the update of a record, null for a newer version of its type; raise BadRecord."""
    type_, read = _READERS[record.topic]
    return read(record) if check_type(record, type_) else None


def _imported(record: Record) -> Title:
    _, event = read_event(record, MediaImported)
    rating = event.ratings.tmdb
    series = event.collection
    names = sorted((tag, text.title) for tag, text in event.translations.items() if text.title)
    facts = Facts(
        version=_number(event.version),
        name=event.title,
        names=tuple(Name(name, _language(tag)) for tag, name in names),
        original_name=event.original_title,
        language=event.original_language,
        year=event.release_date.year if event.release_date is not None else None,
        poster_path=event.poster_path,
        ids=_ids(event),
        genres=tuple(dict.fromkeys(_number(genre.tmdb_id) for genre in event.genres)),
        countries=tuple(dict.fromkeys(event.origin_countries)),
        providers=_providers(event),
        certifications=dict(sorted(event.certifications.items())),
        people=_people(event),
        series=Series(_number(series.tmdb_id), series.name, series.poster_path) if series is not None else None,
        keywords=tuple(dict.fromkeys(filter(None, event.keywords))),
        popularity=event.popularity,
        rating=rating.rating if rating is not None else None,
        votes=_count(rating.votes) if rating is not None else None,
        deleted=event.gone_at is not None,
    )
    return _title(event, facts=facts)


def _scored(record: Record) -> Title:
    _, event = read_event(record, StatsUpdated)
    score = Score(
        _number(event.version), event.scores.ratingo, _number(event.total_votes), _count(event.total_watchers)
    )
    return _title(event, score=score)


def _published(record: Record) -> Title:
    _, event = read_event(record, MediaPublished)
    return _title(event, publication=Publication(_number(event.version), event.slug, event.listed, event.title))


_READERS: Final[dict[str, tuple[str, Callable[[Record], Title]]]] = {
    MediaImportedV1.topic: (MediaImportedV1.type, _imported),
    StatsUpdatedV1.topic: (StatsUpdatedV1.type, _scored),
    MediaPublishedV1.topic: (MediaPublishedV1.type, _published),
}


def _title(
    event: MediaImported | StatsUpdated | MediaPublished,
    *,
    facts: Facts | None = None,
    score: Score | None = None,
    publication: Publication | None = None,
) -> Title:
    return Title(event.media_id, event.kind, _number(event.tmdb_id), facts, score, publication)


def _ids(event: MediaImported) -> tuple[str, ...]:
    ids = event.external_ids
    values = (
        ("tmdb", f"{event.kind}:{event.tmdb_id}"),
        ("imdb", ids.imdb),
        ("tvdb", ids.tvdb),
        ("tvmaze", ids.tvmaze),
        ("trakt", ids.trakt),
        ("trakt", ids.trakt_slug),
    )
    return tuple(f"{system}:{value}" for system, value in values if value)


def _providers(event: MediaImported) -> dict[str, tuple[int, ...]]:
    return {
        region: tuple(
            sorted(
                {
                    _number(provider.provider_id)
                    for group in (offers.stream, offers.rent, offers.buy, offers.ads, offers.free)
                    for provider in group
                }
            )
        )
        for region, offers in sorted(event.availability.items())
    }


def _people(event: MediaImported) -> tuple[Contributor, ...]:
    """Return the cast in its order, then the crew, each person once."""
    people: dict[int, Contributor] = {}
    for member in event.credits.cast:
        leading = member.order < LEADING_CAST
        people.setdefault(member.tmdb_id, _contributor(member.tmdb_id, member.name, member.profile_path, leading))
    for worker in event.credits.crew:
        leading = worker.job in LEADING_JOBS
        present = people.get(worker.tmdb_id)
        if present is None or (leading and not present.leading):
            people[worker.tmdb_id] = _contributor(worker.tmdb_id, worker.name, worker.profile_path, leading)
    return tuple(people.values())


def _contributor(tmdb_id: int, name: str, portrait_path: str | None, leading: bool) -> Contributor:
    return Contributor(_number(tmdb_id), name, portrait_path, leading)


def _language(tag: str) -> str:
    """Return the language of a tag: `pt` of `pt-BR`."""
    return tag.replace("_", "-").partition("-")[0].lower()


def _number(number: int) -> int:
    """Return a number that the index can hold; raise BadRecord for another."""
    if not 0 <= number <= MOST_NUMBER:
        raise BadRecord("number_out_of_range", f"number must be between 0 and {MOST_NUMBER}, got {number}")
    return number


def _count(number: int | None) -> int | None:
    return _number(number) if number is not None else None
