"""Where a title can be watched: made up by rule from its number and the day, so that offers come and go."""

from dataclasses import dataclass
from datetime import date, timedelta

from provider_simulator.titles.facts import Movie, Title
from provider_simulator.titles.seeded_random import mix, pick, unit

REGIONS = ("US", "GB", "UA", "DE")

_CHANGE_DAYS = 45
_CINEMA_WINDOW = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class Service:
    """A service as TMDB lists it."""

    number: int
    name: str
    priority: int


_FLATRATE = (
    Service(8, "Netflix", 0),
    Service(9, "Amazon Prime Video", 1),
    Service(337, "Disney Plus", 2),
    Service(350, "Apple TV", 3),
    Service(1899, "HBO Max", 5),
    Service(15, "Hulu", 6),
    Service(531, "Paramount Plus", 7),
    Service(386, "Peacock Premium", 8),
)
_SHOPS = (Service(2, "Apple TV Store", 4), Service(10, "Amazon Video", 9), Service(3, "Google Play Movies", 10))
_ADS = Service(73, "Tubi TV", 20)
_NOW, _WOW, _RAKUTEN = Service(39, "Now TV", 11), Service(30, "WOW", 12), Service(35, "Rakuten TV", 13)
_PLAYER, _FREE = Service(38, "BBC iPlayer", 14), Service(538, "Plex", 21)

_SUBSCRIPTIONS = {
    "US": _FLATRATE,
    "GB": (*_FLATRATE[:4], _FLATRATE[6], _NOW),
    "UA": (_FLATRATE[0], _FLATRATE[1], _FLATRATE[3]),
    "DE": (*_FLATRATE[:4], _FLATRATE[6], _WOW),
}
_ELSEWHERE = (*_SHOPS, _RAKUTEN)

ALL = (*_FLATRATE, _NOW, _WOW, _PLAYER, *_SHOPS, _RAKUTEN, _ADS, _FREE)
"""Every service that may be offered."""


def service_name(number: int) -> str | None:
    """Return the name of a service, or null for a number without one."""
    return next((service.name for service in ALL if service.number == number), None)


def offers(title: Title, day: date) -> dict[str, dict[str, tuple[Service, ...]]]:
    """Return per region the services by kind of offer (flatrate, free, rent, buy, ads) on that day."""
    if not _available(title, day):
        return {}
    result: dict[str, dict[str, tuple[Service, ...]]] = {}
    number = title.ids.tmdb
    turn = (day.toordinal() + mix(31, number) % _CHANGE_DAYS) // _CHANGE_DAYS
    for place, region in enumerate(REGIONS):
        if unit(32, number, place) < 0.15:
            continue
        services = _SUBSCRIPTIONS[region]
        kinds: dict[str, tuple[Service, ...]] = {"flatrate": (pick(services, 33, number, place, turn),)}
        if unit(35, number, place) < 0.25:
            second = pick(services, 36, number, place)
            kinds["flatrate"] = tuple(dict.fromkeys((*kinds["flatrate"], second)))
        if unit(37, number, place) < 0.12:
            kinds["free"] = (_PLAYER if region == "GB" else _FREE,)
        if isinstance(title, Movie):
            shops = _SHOPS if region == "US" else _ELSEWHERE
            kinds["rent"] = kinds["buy"] = shops[: 2 + (number + place) % (len(shops) - 1)]
            if unit(34, number, place) < 0.1:
                kinds["ads"] = (_ADS,)
        result[region] = kinds
    return result


def _available(title: Title, day: date) -> bool:
    if not isinstance(title, Movie):
        return title.first_day <= day
    if title.digital is not None:
        return title.digital <= day
    return title.released + _CINEMA_WINDOW <= day
