"""What `marquee status` reads from the metrics of the processes."""

from datetime import UTC, datetime

import pytest

from devstack.processes.measurements import (
    Events,
    Jobs,
    Provider,
    Samples,
    events,
    jobs,
    last_import,
    providers,
    version,
)

pytestmark = pytest.mark.unit

CATALOG = """\
marquee_build_info{version="1.2.0",service="catalog",role="all"} 1
event_freshness_seconds_bucket{topic="media.imported",le="1.0"} 5
event_freshness_seconds_bucket{topic="media.imported",le="5.0"} 8
event_freshness_seconds_bucket{topic="media.imported",le="+Inf"} 10
event_freshness_seconds_count{topic="media.imported"} 10
event_freshness_seconds_bucket{topic="season.synced",le="5.0"} 4
event_freshness_seconds_count{topic="season.synced"} 4
"""
AUTH = """\
dead_letters_open{consumer="catalog",topic="media.imported"} 0
dead_letters_open{consumer="catalog",topic="season.synced"} 3
dead_letters_open{consumer="stats",topic="season.synced"} 1
metrics_source_up{source="dead letters"} 1
"""
INGESTION = """\
jobs_queued{kind="sync-movie"} 12
jobs_queued{kind="sync-show"} 3
jobs_running{kind="sync-movie"} 2
jobs_oldest_due_seconds{kind="sync-movie"} 0.25
jobs_oldest_due_seconds{kind="sync-show"} 7.5
jobs_ended_total{kind="sync-movie",status="ready"} 90
jobs_ended_total{kind="sync-movie",status="failed"} 4
provider_breaker_state{source="omdb"} 2
provider_breaker_state{source="tmdb"} 0
provider_outage{source="omdb"} 2
provider_outage{source="tmdb"} 0
provider_budget_remaining_calls{source="omdb"} NaN
provider_budget_remaining_calls{source="tmdb"} 38
provider_budget_calls{source="omdb"} 1000
provider_budget_calls{source="tmdb"} 40
provider_blocked_seconds{source="omdb"} 61.26
last_import_timestamp_seconds 1.7953632e+09
"""


def test_events_are_counted_over_all_processes() -> None:
    everything = {name: Samples(text) for name, text in (("catalog", CATALOG), ("auth", AUTH))}
    assert events(everything) == Events(applied=14, late=2, dead_letters=4)
    assert events({}) == Events(0, 0, None)


def test_how_many_letters_are_open_is_unknown_when_auth_cannot_count_them() -> None:
    counted = 'metrics_source_up{source="dead letters"} '
    assert events({"auth": Samples(counted + "1\n")}).dead_letters == 0
    assert events({"auth": Samples(counted + "0\n")}).dead_letters is None


def test_jobs_are_those_of_services_with_a_queue() -> None:
    assert jobs({"catalog": Samples(CATALOG), "ingestion": Samples(INGESTION)}) == [Jobs("ingestion", 15, 2, 4, 7.5)]


def test_an_unknown_budget_is_no_number() -> None:
    assert providers(Samples(INGESTION)) == [
        Provider("omdb", "open", "unavailable", None, 1000, 61.3),
        Provider("tmdb", "closed", "none", 38, 40, 0.0),
    ]


def test_the_last_import_is_an_instant_or_unknown() -> None:
    assert last_import(Samples(INGESTION)) == datetime(2026, 11, 22, 16, tzinfo=UTC)
    assert last_import(Samples("last_import_timestamp_seconds NaN\n")) is None
    assert last_import(Samples(CATALOG)) is None


def test_the_version_is_that_of_the_build() -> None:
    assert version(Samples(CATALOG)) == "1.2.0"
    assert version(Samples(INGESTION)) is None
