"""What of a title's new state is published as different: what the title did, never what was merely learned."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from ingestion.application.refresh.offers import with_offers
from ingestion.domain.events import TitleChanged
from ingestion.domain.titles.changes import DateChange
from ingestion.domain.titles.facts import Facts, Offer, Offers, Source, TitleKey
from ingestion.domain.titles.merging import merge
from ingestion.domain.titles.observations import Observation
from ingestion.domain.titles.records import TitleRecord
from ingestion.domain.titles.title_events import title_events

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
BEFORE = datetime(2026, 11, 20, 12, tzinfo=UTC)
SHOW = TitleKey("show", 7)
SOON, LATER = date(2026, 12, 24), date(2026, 12, 26)


def _seen(source: Source, facts: Facts | None) -> Observation:
    if facts is None:
        return Observation(source, "failed", BEFORE)
    return Observation(source, "ok", BEFORE, facts=facts, fetched_at=BEFORE)


def _record(returned: Mapping[Source, Facts | None]) -> TitleRecord:
    observations = {source: _seen(source, facts) for source, facts in returned.items()}
    merged = merge(observations, NOW.date())
    return TitleRecord(key=SHOW, version=1, observations=observations, merged=merged, imported_at=BEFORE)


def _published(before: Mapping[Source, Facts | None], after: Mapping[Source, Facts | None]) -> tuple[DateChange, ...]:
    events = title_events(_record(before), _record(after), NOW)
    return tuple(change for event in events if isinstance(event, TitleChanged) for change in event.changes.dates)


def _next(day: date | None) -> Facts:
    return Facts(next_air_date=day)


def test_date_has_moved_only_when_one_provider_states_both() -> None:
    moved = (DateChange("next_air", SOON, LATER),)
    assert _published({"tvmaze": _next(SOON)}, {"tvmaze": _next(LATER)}) == moved
    tmdb: dict[Source, Facts | None] = {"tmdb": _next(SOON)}
    assert _published(tmdb, {**tmdb, "tvmaze": _next(LATER)}) == ()
    assert _published({**tmdb, "tvmaze": _next(LATER)}, {**tmdb, "tvmaze": _next(None)}) == ()


def test_date_is_announced_by_a_provider_that_had_responded_without_it() -> None:
    announced = (DateChange("next_air", None, SOON),)
    assert _published({"tvmaze": _next(None)}, {"tvmaze": _next(SOON)}) == announced
    assert _published({"tvmaze": None}, {"tvmaze": _next(SOON)}) == ()
    assert _published({"tmdb": Facts()}, {"tmdb": Facts(), "tvmaze": _next(SOON)}) == ()


@pytest.mark.parametrize(("day", "published"), [(date(2026, 11, 20), False), (date(2026, 11, 21), True)])
def test_past_day_is_not_announced(day: date, published: bool) -> None:
    before: dict[Source, Facts | None] = {"tmdb": Facts()}
    after: dict[Source, Facts | None] = {"tmdb": Facts(digital_release_date=day)}
    assert (_published(before, after) == (DateChange("digital_release", None, day),)) is published


def test_withdrawn_date_is_a_change() -> None:
    assert _published({"tvmaze": _next(SOON)}, {"tvmaze": _next(None)}) == (DateChange("next_air", SOON, None),)


def test_changed_offers_are_checked_now() -> None:
    record = _record({"tmdb": Facts(availability={}, next_air_date=SOON, live_watchers=3)})
    renewed = with_offers(record, {"US": Offers(stream=(Offer(8, "Netflix"),))}, NOW)
    assert renewed is not None
    assert (renewed.offers_at, renewed.imported_at) == (NOW, BEFORE)
    assert renewed.merged.facts == replace(record.merged.facts, availability=renewed.merged.facts.availability)
    assert with_offers(renewed, {"US": Offers(stream=(Offer(8, "Netflix"),))}, NOW) is None


def test_refresh_of_offers_keeps_the_facts_from_seasons() -> None:
    record = _record({"tmdb": Facts(availability={})})
    derived = replace(record, merged=replace(record.merged, facts=replace(record.merged.facts, runtime_minutes=50)))
    renewed = with_offers(derived, {"US": Offers(stream=(Offer(8, "Netflix"),))}, NOW)
    assert renewed is not None
    assert renewed.merged.facts.runtime_minutes == 50
