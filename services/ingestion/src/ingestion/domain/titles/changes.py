"""What a look at the sources found different from what was known, for those who tell people of it.

What was not known before is no change: it is knowledge. A date is the exception, since announcing one is news,
but only where the source that announces it had been heard without it, and moves it only where it had said it itself.
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
NEWS_FOR: Final = timedelta(days=30)
"""An episode that aired longer ago is not news, however late it became known."""

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
    """A regular episode that has been shown."""

    season: int
    episode: Episode


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Everything that is different in a title."""

    status: StatusChange | None = None
    dates: tuple[DateChange, ...] = ()
    seasons_added: tuple[SeasonOutline, ...] = ()
    episodes_aired: tuple[AiredEpisode, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing is different."""
        return self == Changes()


@dataclass(frozen=True, slots=True)
class OfferChange:
    """A service that began or ceased to offer a title in one way."""

    way: OfferWay
    offer: Offer


@dataclass(frozen=True, slots=True)
class RegionChange:
    """What is different among the offers of one region."""

    added: tuple[OfferChange, ...]
    removed: tuple[OfferChange, ...]


def changes_between(
    before: MergedTitle, after: MergedTitle, answered: Collection[Source], aired: Iterable[AiredEpisode], today: date
) -> Changes:
    """Give what is different between two states of a title.

    `answered` are the sources that had answered for the earlier one, `aired` is what was shown in between.
    """
    was, now = before.facts, after.facts
    status = None
    if was.status is not None and now.status is not None and was.status != now.status:
        status = StatusChange(was.status, now.status)
    known = {outline.number for outline in was.seasons} if was.seasons is not None else None
    added = () if known is None else tuple(each for each in now.seasons or () if each.number > 0)
    return Changes(
        status=status,
        dates=tuple(_date_changes(before, after, answered, today)),
        seasons_added=tuple(each for each in added if known is not None and each.number not in known),
        episodes_aired=tuple(aired),
    )


def _date_changes(
    before: MergedTitle, after: MergedTitle, answered: Collection[Source], today: date
) -> Iterable[DateChange]:
    for name, attribute in _DATES:
        was, now = getattr(before.facts, attribute), getattr(after.facts, attribute)
        said, says = before.provenance.get(attribute), after.provenance.get(attribute)
        if was is None:
            news = now is not None and now >= today and says in answered
        else:
            # The next airing moves on by itself when its day has come.
            came = name == "next_air" and was <= today
            news = was != now and not came and (now is None or said == says)
        if news:
            yield DateChange(name, was, now)


def last_aired(seasons: Iterable[Season], now: datetime) -> Place:
    """Give the newest regular episode that was shown; NOTHING_AIRED if none."""
    return highest_aired(seasons, now) or NOTHING_AIRED


def aired_since(seasons: Iterable[Season], told: Place | None, now: datetime) -> tuple[AiredEpisode, ...]:
    """Give the regular episodes above `told` that were shown lately, in order; none where nothing was told yet."""
    if told is None:
        return ()
    oldest = (now - NEWS_FOR).date()
    news = [
        AiredEpisode(season, episode)
        for season, episode in aired_episodes(seasons, now)
        if (season, episode.number) > told and episode.air_date is not None and episode.air_date >= oldest
    ]
    return tuple(sorted(news, key=lambda each: (each.season, each.episode.number)))


def offers_between(before: Mapping[str, Offers] | None, after: Mapping[str, Offers] | None) -> dict[str, RegionChange]:
    """Give by region what is different among the offers; nothing where one of the two is not known."""
    if before is None or after is None:
        return {}
    found: dict[str, RegionChange] = {}
    for region in sorted({*before, *after}):
        was, now = _listed(before.get(region)), _listed(after.get(region))
        change = RegionChange(
            added=tuple(OfferChange(way, offer) for (way, number), offer in now.items() if (way, number) not in was),
            removed=tuple(OfferChange(way, offer) for (way, number), offer in was.items() if (way, number) not in now),
        )
        if change.added or change.removed:
            found[region] = change
    return found


def _listed(offers: Offers | None) -> dict[tuple[OfferWay, int], Offer]:
    if offers is None:
        return {}
    return {(way, offer.provider_id): offer for way in WAYS for offer in getattr(offers, way)}
