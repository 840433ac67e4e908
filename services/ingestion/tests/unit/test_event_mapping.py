"""Every event of ours has its contract, and says what the record says."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from contracts.identity import episode_id, media_id, season_id
from ingestion.domain import events
from ingestion.domain.external.items import ListedItem, StoredItem
from ingestion.domain.external.lists import ExternalList, Reference
from ingestion.domain.failures import Cause
from ingestion.domain.jobs import Job, JobKind, Priority
from ingestion.domain.lists.ranking import RankedItem, RankedList
from ingestion.domain.provider_health import Outage
from ingestion.domain.seasons.episodes import Episode, EpisodeFacts, Numbering, SeasonFacts
from ingestion.domain.seasons.records import SeasonRecord
from ingestion.domain.seasons.season_merging import merge_seasons
from ingestion.domain.titles.changes import AiredEpisode, Changes, DateChange, OfferChange, RegionChange, StatusChange
from ingestion.domain.titles.facts import Facts, Offer, Rating, SeasonOutline, Text, TitleKey
from ingestion.domain.titles.merging import merge
from ingestion.domain.titles.observations import ProviderResponse, observe
from ingestion.domain.titles.records import TitleRecord
from ingestion.infrastructure.events.mapping import contract_of, messages
from jobs.model import Status

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SHOW = TitleKey("show", 1396)
USER = UUID(int=9)
REFERENCE = Reference("trakt", "users/jane/lists/best")
EXTERNAL = ExternalList(list_id=REFERENCE.list_id, reference=REFERENCE, address="https://trakt.tv/a", name="Best")


def _title() -> TitleRecord:
    facts = Facts(title="Breaking Bad", ratings={"tmdb": Rating(8.9, 9), "metacritic": Rating(87.4)}, popularity=3.5)
    seen = observe(None, ProviderResponse("tmdb", "ok", NOW, facts=facts))
    return TitleRecord(
        key=SHOW, version=7, observations={"tmdb": seen}, merged=merge({"tmdb": seen}, NOW.date()), imported_at=NOW
    )


def _season() -> SeasonRecord:
    episode = EpisodeFacts(
        numbering=Numbering(1, 2, 62086), rating=Rating(8.1, 5), translations={"uk": Text("Кіт", None)}
    )
    returned = SeasonFacts(number=1, episodes=(episode,))
    [merged] = merge_seasons({"tmdb": [returned]})
    return SeasonRecord(show_id=1396, number=1, merged=merged, version=9, synced_at=NOW)


def _job() -> Job:
    return Job(
        id=UUID(int=5),
        kind=JobKind.SYNC_SHOW,
        priority=Priority.USER,
        dedup_key="x",
        created_at=NOW,
        updated_at=NOW,
        run_at=NOW,
        title=SHOW,
        status=Status.FAILED,
        reason="tmdb: not_found: status 404",
        attempts=1,
    )


SAMPLES = (
    events.TitleImported(_title()),
    events.SeasonSynced(_season()),
    events.SignalsCollected(title=SHOW, observed_at=NOW, day=NOW.date(), live_watchers=0),
    events.ListRefreshed(
        RankedList("trending.show.day", "show", "global", NOW, (RankedItem(SHOW, 1, 10000.0),)), version=3
    ),
    events.TitleChanged(
        title=SHOW,
        version=7,
        at=NOW,
        changes=Changes(
            status=StatusChange("Returning Series", "Ended"),
            dates=(DateChange("next_air", NOW.date(), None),),
            seasons_added=(SeasonOutline(2, "Season 2", 13),),
            episodes_aired=(AiredEpisode(1, Episode(number=2, title="Two", ratings={}, numbering={})),),
        ),
    ),
    events.OffersChanged(
        title=SHOW,
        version=7,
        at=NOW,
        regions={"US": RegionChange(added=(OfferChange("stream", Offer(8, "Netflix")),), removed=())},
    ),
    events.SourceDegraded("omdb", Outage("degraded", NOW, "Request limit reached!", None, Cause.QUOTA)),
    events.SourceRecovered("omdb", NOW, NOW),
    events.ExternalListChanged(EXTERNAL, (StoredItem("movie:603", 1, ListedItem("movie", 603)),)),
    events.ListFollowed(USER, EXTERNAL.list_id, follows=True, version=7, at=NOW),
    events.JobStateChanged(_job()),
)


def test_every_domain_event_has_a_contract() -> None:
    assert {type(sample).__name__ for sample in SAMPLES} == {
        event.__name__ for event in events.DomainEvent.__subclasses__()
    }
    for message in messages(SAMPLES):
        assert message.headers["ce_source"] == "ingestion"
        assert json.loads(message.body)


@pytest.mark.parametrize(
    ("change", "expected"),
    [({}, [str(USER)]), ({"parent": UUID(int=6)}, []), ({"kind": JobKind.TRENDING, "title": None}, [])],
)
def test_an_import_names_its_users_unless_they_wait_for_a_larger_one(
    change: dict[str, Any], expected: list[str]
) -> None:
    job = replace(_job(), requested_by=(USER,), **change)
    published = contract_of(events.JobStateChanged(job, "Breaking Bad")).model_dump(mode="json", by_alias=True)
    assert (published["requestedBy"], published["requestedAt"]) == (expected, "2026-11-21T12:00:00Z")
    assert published["title"] == "Breaking Bad"


def test_title_is_published_with_its_ids_ratings_and_providers() -> None:
    published = contract_of(SAMPLES[0]).model_dump(mode="json", by_alias=True)
    assert (published["mediaId"], published["version"], published["kind"]) == (str(media_id("show", 1396)), 7, "show")
    assert published["ratings"]["tmdb"] == {"rating": 8.9, "votes": 9}
    assert published["ratings"]["metacritic"] == {"rating": 87}
    assert published["ratings"]["imdb"] is None
    assert published["sources"] == {"tmdb": {"fetchedAt": "2026-11-21T12:00:00Z", "outcome": "ok"}}


def test_season_is_published_with_the_ids_of_its_episodes() -> None:
    published = contract_of(SAMPLES[1]).model_dump(mode="json", by_alias=True)
    assert (published["seasonId"], published["mediaId"]) == (str(season_id(1396, 1)), str(media_id("show", 1396)))
    [episode] = published["episodes"]
    assert episode["episodeId"] == str(episode_id(1396, 1, 2))
    assert episode["numbering"] == {"tmdb": {"season": 1, "number": 2, "id": 62086}}
    assert episode["translations"] == {"uk": {"title": "Кіт", "overview": None}}


def test_zero_watchers_are_published_and_unknown_ones_are_null() -> None:
    published = contract_of(SAMPLES[2]).model_dump(mode="json", by_alias=True)
    assert (published["liveWatchers"], published["totalWatchers"], published["origin"]) == (0, None, "live")


def test_failed_job_is_published_with_its_reason() -> None:
    published = contract_of(SAMPLES[-1]).model_dump(mode="json", by_alias=True)
    assert (published["status"], published["reason"], published["attempts"]) == (
        "failed",
        "tmdb: not_found: status 404",
        1,
    )


def test_changes_are_published_with_the_version_of_the_title() -> None:
    published = contract_of(SAMPLES[4]).model_dump(mode="json", by_alias=True)
    assert (published["mediaId"], published["mediaVersion"]) == (str(media_id("show", 1396)), 7)
    assert published["status"] == {"before": "Returning Series", "after": "Ended"}
    assert published["dates"] == [{"name": "next_air", "before": "2026-11-21", "after": None}]
    assert [item["number"] for item in published["seasonsAdded"]] == [2]
    assert published["episodesAired"][0]["episodeId"] == str(episode_id(1396, 1, 2))


def test_offers_are_published_by_region() -> None:
    published = contract_of(SAMPLES[5]).model_dump(mode="json", by_alias=True)
    assert published["regions"] == {
        "US": {"added": [{"way": "stream", "providerId": 8, "name": "Netflix"}], "removed": []}
    }


def test_deleted_title_is_published_with_its_successor() -> None:
    gone = replace(_title(), deleted_at=NOW, successor=TitleKey("show", 9))
    published = contract_of(events.TitleImported(gone)).model_dump(mode="json", by_alias=True)
    assert (published["goneAt"], published["successorTmdbId"]) == ("2026-11-21T12:00:00Z", 9)
    assert published["successorId"] == str(media_id("show", 9))


def test_season_without_content_is_rejected() -> None:
    with pytest.raises(ValueError, match="nothing to publish"):
        contract_of(events.SeasonSynced(replace(_season(), merged=None)))


def test_backfilled_signals_are_marked() -> None:
    past = events.SignalsCollected(title=SHOW, observed_at=NOW, day=date(2026, 1, 1), origin="backfill", popularity=1.0)
    assert contract_of(past).model_dump(mode="json", by_alias=True)["day"] == "2026-01-01"
    assert not past.empty
    assert events.SignalsCollected(title=SHOW, observed_at=NOW, day=NOW.date()).empty
    rated = events.SignalsCollected(title=SHOW, observed_at=NOW, day=NOW.date(), ratings={"metacritic": Rating(66.6)})
    assert not rated.empty
    assert contract_of(rated).model_dump(mode="json", by_alias=True)["ratings"]["metacritic"] == {"rating": 67}


def test_every_record_has_a_random_id_of_its_own() -> None:
    records = messages([events.TitleImported(_title())] * 50)
    assert len({record.event_id for record in records}) == 50
    assert {record.event_id.version for record in records} == {4}
    assert all(record.headers["ce_id"] == str(record.event_id) for record in records)
    assert messages([]) == []
