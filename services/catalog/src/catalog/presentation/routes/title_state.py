"""What a response adds to the stored document of a title: members that change by user, day, score and region.

The members are written as text: a list adds them to each of its titles, and building objects for a serializer costs
several times as much. A test compares every body with the model that documents it.
"""

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Final

from pydantic_core import to_json

from catalog.application.read_models import Entry, Title
from catalog.domain.cards import Context, EpisodeNumber, Signals, WatchState, card_for
from catalog.domain.home import hero
from catalog.domain.release import is_classic, is_new
from catalog.domain.show_progress import ShowProgress
from catalog.presentation.schemas.title import TitleStats

Json = dict[str, object]

NULL: Final = b"null"
BOOLEANS: Final = {False: b"false", True: b"true"}
_ANY_TIME: Final = datetime(2000, 1, 1, tzinfo=UTC)
_NO_STATS: Final = to_json(TitleStats.unknown())
_TITLE: Final = b',"stats":%b,"slug":"%b","popularity":%b,"isNew":%b,"isClassic":%b'
_MOVIE: Final = b',"theatricalReleaseDate":%b,"digitalReleaseDate":%b,"releaseRegion":%b,"isReleaseFallback":%b'


@lru_cache(maxsize=4096)
def day(value: date | None) -> bytes:
    """Return the JSON of a day; titles share their days."""
    return NULL if value is None else b'"%b"' % value.isoformat().encode()


@lru_cache(maxsize=1024)
def string(value: str | None) -> bytes:
    """Return the JSON of a text of which there are few, such as a region."""
    return to_json(value)


def state(title: Title, today: date, region: str | None, *, in_hero: bool = False) -> bytes:
    """Return the members of `MovieState` or `ShowState` that do not depend on the user, and the stats.

    The hero has its own rules of what is new or a classic.
    """
    if in_hero:
        new, classic = hero.is_new(title.release_date, today), hero.is_classic(title.release_date, today)
    else:
        new = is_new(title.kind, title.release_date, today)
        classic = is_classic(title.release_date, title.ratingo, title.total_watchers, today)
    common = _TITLE % (
        title.stats or _NO_STATS,
        title.slug.encode(),
        NULL if title.popularity is None else repr(title.popularity).encode(),
        BOOLEANS[new],
        BOOLEANS[classic],
    )
    if title.kind == "show":
        return common + b',"showProgress":' + _progress(title.progress)
    return common + _MOVIE % (
        day(title.theatrical_release_date),
        day(title.digital_release_date),
        string(title.release_region),
        BOOLEANS[title.release_region is not None and title.release_region != region],
    )


def personal(
    title: Title,
    entry: Entry | None,
    context: Context,
    now: datetime,
    *,
    new_release: bool,
    hit: bool = False,
    rising: bool = False,
) -> bytes:
    """Return the user's entry and the card."""
    if entry is None:
        return without_entry(context, new_release=new_release, trending=title.trending, hit=hit, rising=rising)
    progress = title.progress
    signals = Signals(
        new_release=new_release,
        trending=title.trending,
        hit=hit,
        rising=rising,
        last_episode=progress.last_episode if progress else None,
        last_aired_at=progress.last_aired_at if progress else None,
        # No further episode will be made or is announced.
        ended=progress is not None and progress.ended and progress.next_air_date is None,
    )
    user_state = {
        "state": entry.state,
        "rating": entry.rating,
        "progress": _seen(entry),
        "updatedAt": entry.changed_at,
    }
    return b',"userState":' + to_json(user_state) + b',"card":' + _card(context, signals, entry, now)


@lru_cache(maxsize=64)
def without_entry(context: Context, *, new_release: bool, trending: bool, hit: bool, rising: bool) -> bytes:
    """Return the members of a title for which the user has no entry: no other property of the title decides them."""
    signals = Signals(new_release=new_release, trending=trending, hit=hit, rising=rising)
    return b',"userState":null,"card":' + _card(context, signals, None, _ANY_TIME)


def _card(context: Context, signals: Signals, entry: Entry | None, now: datetime) -> bytes:
    card = card_for(context, signals, None if entry is None else WatchState(entry.state, entry.progress), now)
    return to_json(
        {
            "badgeKey": card.badge,
            "primaryCta": card.action,
            "continue": _position(card.resume),
            "listContext": context,
        }
    )


def _seen(entry: Entry) -> Json | None:
    position = entry.progress
    if position is None and not entry.seasons:
        return None
    seasons = entry.seasons or ({position.season: position.episode} if position else {})
    return {
        "season": position.season if position else None,
        "episode": position.episode if position else None,
        "seasons": {str(season): episode for season, episode in sorted(seasons.items())},
    }


def _position(number: EpisodeNumber | None) -> Json | None:
    return None if number is None else {"season": number.season, "episode": number.episode}


def _progress(progress: ShowProgress | None) -> bytes:
    if progress is None or (progress.last_air_date is None and progress.next_air_date is None):
        return NULL
    last = progress.last_episode
    number = b'"season":null,"episode":null,"label":null'
    if last is not None:
        number = b'"season":%d,"episode":%d,"label":"S%dE%d"' % (last.season, last.episode, last.season, last.episode)
    return b'{%b,"lastAirDate":%b,"nextAirDate":%b}' % (
        number,
        day(progress.last_air_date),
        day(progress.next_air_date),
    )
