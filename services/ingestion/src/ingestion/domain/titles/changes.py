"""Changes between two states of a title, for services that notify users.

A value that was missing before is no change. A date is the exception, since announcing one is a change: but only when
the provider that announces it had responded without it. A date has moved only when the same provider states both.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal

from ingestion.domain.seasons.episodes import Episode, Season, aired_episodes, highest_aired
from ingestion.domain.titles.facts import Offer, Offers, SeasonOutline, Source
from ingestion.domain.titles.merging import MergedTitle

DateName = Literal["release", "theatrical_release", "digital_release", "next_air"]
OfferWay = Literal["stream", "rent", "buy", "ads", "free"]
Place = tuple[int, int]
"""An episode's season and number."""

WAYS: Final[tuple[OfferWay, ...]] = ("stream", "rent", "buy", "ads", "free")
NOTHING_AIRED: Final[Place] = (0, 0)
CHANGE_AGE: Final = timedelta(days=30)
"""An episode that aired longer ago is not published as a change, however late it became known."""

_DATES: Final[tuple[tuple[DateName, str], ...]] = (
    ("release", "release_date"),
    ("theatrical_release", "theatrical_release_date"),
    ("digital_release", "digital_release_date"),
    ("next_air", "next_air_date"),
)


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A title's status."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class DateChange:
    """A date announced (no `before`), moved, or taken back (no `after`)."""

    name: DateName
    before: date | None
    after: date | None


@dataclass(frozen=True, slots=True)
class AiredEpisode:
    """A regular episode that has aired."""

    season: int
    episode: Episode


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Everything that has changed in a title."""

    status: StatusChange | None = None
    dates: tuple[DateChange, ...] = ()
    seasons_added: tuple[SeasonOutline, ...] = ()
    episodes_aired: tuple[AiredEpisode, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing has changed."""
        return self == Changes()


@dataclass(frozen=True, slots=True)
class OfferChange:
    """A service that began or ceased to offer a title in one way."""

    way: OfferWay
    offer: Offer


@dataclass(frozen=True, slots=True)
class RegionChange:
    """What has changed among the offers of one region."""

    added: tuple[OfferChange, ...]
    removed: tuple[OfferChange, ...]


def changes_between(
    before: MergedTitle, after: MergedTitle, responded: Collection[Source], aired: Iterable[AiredEpisode], today: date
) -> Changes:
    """Return what has changed between two states of a title.

    `responded` are the providers that had responded for the earlier state, `aired` are the episodes aired in between.
    """
    was, now = before.facts, after.facts
    status = None
    if was.status is not None and now.status is not None and was.status != now.status:
        status = StatusChange(was.status, now.status)
    numbers = {outline.number for outline in was.seasons} if was.seasons is not None else None
    return Changes(
        status=status,
        dates=tuple(_date_changes(before, after, responded, today)),
        seasons_added=tuple(
            outline
            for outline in now.seasons or ()
            if numbers is not None and outline.number > 0 and outline.number not in numbers
        ),
        episodes_aired=tuple(aired),
    )


def _date_changes(
    before: MergedTitle, after: MergedTitle, responded: Collection[Source], today: date
) -> Iterable[DateChange]:
    for name, attribute in _DATES:
        was, now = getattr(before.facts, attribute), getattr(after.facts, attribute)
        source_before, source_after = before.provenance.get(attribute), after.provenance.get(attribute)
        if was is None:
            is_change = now is not None and now >= today and source_after in responded
        else:
            # The next airing moves on by itself when its day has come.
            has_come = name == "next_air" and was <= today
            is_change = was != now and not has_come and (now is None or source_before == source_after)
        if is_change:
            yield DateChange(name, was, now)


def last_aired(seasons: Iterable[Season], now: datetime) -> Place:
    """Return the newest regular episode that has aired; NOTHING_AIRED if none."""
    return highest_aired(seasons, now) or NOTHING_AIRED


def aired_since(seasons: Iterable[Season], last: Place | None, now: datetime) -> tuple[AiredEpisode, ...]:
    """Return the regular episodes after `last` that aired lately, in order; none when `last` is null."""
    if last is None:
        return ()
    oldest = (now - CHANGE_AGE).date()
    recent = [
        AiredEpisode(season, episode)
        for season, episode in aired_episodes(seasons, now)
        if (season, episode.number) > last and episode.air_date is not None and episode.air_date >= oldest
    ]
    return tuple(sorted(recent, key=lambda aired: (aired.season, aired.episode.number)))


def offers_between(before: Mapping[str, Offers] | None, after: Mapping[str, Offers] | None) -> dict[str, RegionChange]:
    """Return by region what has changed among the offers; empty when one of the two is unknown."""
    if before is None or after is None:
        return {}
    changes: dict[str, RegionChange] = {}
    for region in sorted({*before, *after}):
        was, now = _listed(before.get(region)), _listed(after.get(region))
        change = RegionChange(
            added=tuple(OfferChange(way, offer) for (way, number), offer in now.items() if (way, number) not in was),
            removed=tuple(OfferChange(way, offer) for (way, number), offer in was.items() if (way, number) not in now),
        )
        if change.added or change.removed:
            changes[region] = change
    return changes


def _listed(offers: Offers | None) -> dict[tuple[OfferWay, int], Offer]:
    if offers is None:
        return {}
    return {(way, offer.provider_id): offer for way in WAYS for offer in getattr(offers, way)}
