"""The pure update of a show's seasons: stored records and fetched seasons become new records and events."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from ingestion.application.ports.providers import Fetched
from ingestion.domain.events import SeasonSynced
from ingestion.domain.failures import Cause, SourceFailed
from ingestion.domain.seasons.episodes import Season, SeasonFacts
from ingestion.domain.seasons.records import SEASON_FORMAT, SeasonRecord
from ingestion.domain.seasons.season_merging import merge_seasons
from ingestion.domain.titles.changes import Place, last_aired
from ingestion.domain.titles.facts import SeasonOutline, Source
from ingestion.domain.titles.merging import next_version


@dataclass(frozen=True, slots=True)
class FetchedSeasons:
    """The seasons that the providers returned for a show, beside those that are stored.

    `outlines` are the seasons of TMDB's record of the show, null when the record has no list.
    `partial` names the providers that did not return every season: what they left out is kept. What is stored
    of a provider in `void` is dropped, whatever it returns now.
    """

    stored: Mapping[int, SeasonRecord]
    tmdb: Mapping[int, Fetched[SeasonFacts] | SourceFailed] = field(default_factory=dict)
    tvmaze: tuple[SeasonFacts, ...] | None = None
    trakt: tuple[SeasonFacts, ...] | None = None
    partial: frozenset[Source] = frozenset()
    outlines: tuple[SeasonOutline, ...] | None = None
    void: frozenset[Source] = frozenset()


@dataclass(frozen=True, slots=True)
class SeasonUpdate:
    """A show's merged seasons, and what is to be stored and published of them.

    `counted` are the seasons whose airings count as changes: TMDB's if it has any. `published` are all of them.
    """

    counted: tuple[Season, ...]
    published: tuple[Season, ...] = ()
    records: tuple[SeasonRecord, ...] = ()
    events: tuple[SeasonSynced, ...] = ()
    failures: tuple[SourceFailed, ...] = ()

    def last_aired(self, before: Place | None, now: datetime) -> Place | None:
        """Return the newest aired episode that is published as aired; null after a first sync that failed in part.

        It never falls, also when an air time is corrected to later.
        """
        newest = last_aired(self.counted, now)
        if before is None:
            return None if self.failures else newest
        return max(before, newest)


def update_seasons(show_id: int, fetched: FetchedSeasons, now: datetime) -> SeasonUpdate:
    """Return the stored seasons of a show merged with what the providers returned."""
    changed = merged_records(show_id, fetched, now)
    by_number = {**fetched.stored, **{record.number: record for record in changed}}
    records = [record for _, record in sorted(by_number.items())]
    counted = [record for record in records if "tmdb" in record.facts] or records
    return SeasonUpdate(
        counted=tuple(record.merged for record in counted if record.merged is not None),
        published=tuple(record.merged for record in records if record.merged is not None),
        records=tuple(changed),
        events=tuple(SeasonSynced(record) for record in changed if record.synced_at == now),
        failures=tuple(
            result
            for result in fetched.tmdb.values()
            if isinstance(result, SourceFailed) and result.cause is not Cause.NOT_FOUND
        ),
    )


def merged_records(show_id: int, fetched: FetchedSeasons, now: datetime) -> list[SeasonRecord]:
    """Return the record of every season that is not as stored; `synced_at` is `now` in those whose content changed.

    A published season that has no content any more is published once more, without episodes and marked as withdrawn.
    """
    updated = _observed(show_id, fetched, now)
    by_source: dict[Source, list[SeasonFacts]] = {"tmdb": [], "tvmaze": [], "trakt": []}
    for record in updated.values():
        for source, facts in record.facts.items():
            by_source[source].append(facts)
    withdrawn = [number for number, record in updated.items() if record.withdrawn_at is not None]
    merged = {season.number: season for season in merge_seasons(by_source, fetched.outlines or (), withdrawn)}
    rest = [record for number, record in updated.items() if number not in merged]
    records = [record for record in rest if record.merged is None]
    emptied = [Season(number=record.number, withdrawn=True) for record in rest if record.merged is not None]
    for season in (*merged.values(), *emptied):
        record = updated.get(season.number) or SeasonRecord(show_id=show_id, number=season.number)
        fingerprint = content_hash(season)
        if fingerprint != record.content_hash:
            record = replace(
                record,
                merged=season,
                content_hash=fingerprint,
                version=next_version(record.version, now),
                synced_at=now,
            )
        records.append(record)
    return [record for record in records if record is not fetched.stored.get(record.number)]


def content_hash(season: Season) -> str:
    """Return the SHA-256 of a season's merged content, so that only changed seasons are published.

    The text of a frozen dataclass names every field and value in a fixed order, as does the merge its providers.
    """
    # An episode without translations keeps the hash that it had before episodes had any, and is not published again.
    content = repr(season).replace(", translations={})", ")")
    return hashlib.sha256(content.encode()).hexdigest()


def _observed(show_id: int, fetched: FetchedSeasons, now: datetime) -> dict[int, SeasonRecord]:
    """Return the stored records with the providers' new responses in them."""
    records = {number: _without(record, fetched.void) for number, record in fetched.stored.items()}
    listed = None if fetched.outlines is None else {outline.number for outline in fetched.outlines}
    for number, result in fetched.tmdb.items():
        record = records.get(number) or SeasonRecord(show_id=show_id, number=number)
        if not isinstance(result, SourceFailed):
            records[number] = _with_response(record, result, now)
        elif result.cause is Cause.NOT_FOUND and listed is not None and number not in listed:
            records[number] = _withdrawn(record, now)
        else:
            records[number] = replace(record, failure=str(result))
    others: tuple[tuple[Source, tuple[SeasonFacts, ...] | None], ...] = (
        ("tvmaze", fetched.tvmaze),
        ("trakt", fetched.trakt),
    )
    for source, seasons in others:
        if seasons is not None:
            _replace(records, show_id, source, seasons, whole=source not in fetched.partial)
    return records


def _without(record: SeasonRecord, void: frozenset[Source]) -> SeasonRecord:
    facts_by_source = {source: facts for source, facts in record.facts.items() if source not in void}
    return record if len(facts_by_source) == len(record.facts) else replace(record, facts=facts_by_source)


def _with_response(record: SeasonRecord, result: Fetched[SeasonFacts], now: datetime) -> SeasonRecord:
    """Return a season with TMDB's response; the episodes and texts that a degraded response lacks are kept."""
    before = record.facts.get("tmdb")
    facts = result.value
    if facts is not None and before is not None and result.degraded:
        numbers = {episode.numbering.number for episode in facts.episodes}
        kept = tuple(episode for episode in before.episodes if episode.numbering.number not in numbers)
        texts = {episode.numbering.number: episode.translations for episode in before.episodes}
        received = tuple(
            replace(episode, translations={**texts.get(episode.numbering.number, {}), **episode.translations})
            for episode in facts.episodes
        )
        facts = replace(facts, episodes=(*received, *kept))
    return replace(
        record,
        facts={**record.facts, "tmdb": facts} if facts is not None else record.facts,
        etag=None if result.degraded else result.etag or record.etag,
        fetched_at=now,
        failure="; ".join(result.degraded) or None,
        withdrawn_at=None,
        format=SEASON_FORMAT,
    )


def _withdrawn(record: SeasonRecord, now: datetime) -> SeasonRecord:
    """Return a season that TMDB deleted: TMDB's facts are dropped, and no other provider supplies it."""
    others: dict[Source, SeasonFacts] = {source: facts for source, facts in record.facts.items() if source != "tmdb"}
    return replace(record, facts=others, etag=None, failure=None, withdrawn_at=record.withdrawn_at or now)


def _replace(
    records: dict[int, SeasonRecord], show_id: int, source: Source, seasons: Sequence[SeasonFacts], *, whole: bool
) -> None:
    """Replace a provider's seasons by those it returned; a whole response removes the seasons that it lacks."""
    by_number = {facts.number: facts for facts in seasons}
    for number in {*by_number, *(records if whole else ())}:
        record = records.get(number) or SeasonRecord(show_id=show_id, number=number)
        facts_by_source = {by: facts for by, facts in record.facts.items() if by != source}
        if number in by_number:
            facts_by_source[source] = by_number[number]
        if facts_by_source != record.facts:
            records[number] = replace(record, facts=facts_by_source)
