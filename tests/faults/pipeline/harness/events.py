"""A log of events as other services would publish them: every kind that catalog, stats and insights read."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from uuid import UUID

from services.catalog.tests.conftest import Make
from services.insights.tests.integration.play_events import deleted, play
from services.stats.tests.integration import drop_off_events

from chassis.messaging.outbox import Message
from chassis.testing.clock import NOON
from chassis.testing.events import media_published
from chassis.testing.sample_service import Wire, wire
from contracts.event import Event, encode
from contracts.identity import Kind, media_id
from contracts.ingestion import (
    CastMember,
    Credits,
    Genre,
    Offers,
    Provider,
    Rating,
    Ratings,
    Release,
    SignalsCollectedV1,
)

FIRST = 990_000_001
_DAY = NOON.date()
_USERS = range(1, 25)


def events_of(random: Random, titles: int, version: int) -> list[Message]:
    """Return the events of one version of so many titles, in an order in which services might publish them."""
    return [encode(event, "faults", event_id=_event_id(random)) for event in _events(random, titles, version)]


def notes_of(random: Random, topic: str, count: int) -> list[Wire]:
    """Return events of the counting service, each of a note of its own."""
    return [wire(topic, _event_id(random), event_id=_event_id(random)) for _ in range(count)]


def _event_id(random: Random) -> UUID:
    return UUID(int=random.getrandbits(128), version=4)


def _events(random: Random, titles: int, version: int) -> Iterator[Event]:
    make = Make()
    numbers = range(FIRST, FIRST + titles)
    for number in random.sample(numbers, titles):
        kind: Kind = "show" if number % 3 == 0 else "movie"
        yield from _title(make, random, number, kind, version)
        yield from _audience(random, number, kind)
        if kind == "show":
            yield from _viewings(make, random, number, version)
        else:
            yield play(random.choice(_USERS), random.randrange(20), number * 1_000 + version, number)
    yield make.ranking("faults.list", random.sample(numbers, titles // 2), version)
    if version < len(_USERS) // 2:
        yield deleted(version)


def _title(make: Make, random: Random, number: int, kind: Kind, version: int) -> Iterator[Event]:
    facts = {
        "version": version,
        # Its slug is that of the first name that is applied, and which one that is depends on the batches.
        "title": f"Title {number}",
        "overview": f"Version {version}",
        "release_date": _DAY - timedelta(days=random.randrange(3000)),
        "popularity": round(random.uniform(0, 100), 3),
        "genres": (Genre(tmdb_id=random.choice((18, 35)), name="Genre"),),
        "releases": (Release(region="US", type="theatrical", date=_DAY),) if kind == "movie" else (),
        "availability": {"US": Offers(stream=(Provider(provider_id=random.randrange(1, 4), name="Service"),))},
        "credits": Credits(cast=(CastMember(tmdb_id=number, name=f"Person {version}", order=0),)),
        "keywords": (f"keyword {version}",),
        "ratings": Ratings(imdb=Rating(rating=round(random.uniform(1, 10), 1), votes=random.randrange(1, 100_000))),
        # A title that is deleted later keeps the slug under which it was shown, and that again depends on the batches.
        "gone_at": NOON - timedelta(days=1) if number % 10 == 0 else None,
    }
    yield make.movie(number, **facts) if kind == "movie" else make.show(number, **facts)
    yield media_published(number, f"title-{number}-{version}", kind=kind, version=version)
    yield make.trend(number, random.choice(("up", "down")), kind, version)


def _audience(random: Random, number: int, kind: Kind) -> Iterator[Event]:
    for _ in range(2):
        days = random.randrange(60)
        yield SignalsCollectedV1(
            media_id=media_id(kind, number),
            kind=kind,
            tmdb_id=number,
            observed_at=NOON - timedelta(days=days, minutes=random.randrange(600)),
            day=_DAY - timedelta(days=days),
            live_watchers=random.randrange(100),
            total_watchers=random.randrange(100_000),
            popularity=round(random.uniform(0, 100), 3),
        )


def _viewings(make: Make, random: Random, show: int, version: int) -> Iterator[Event]:
    yield drop_off_events.season(1, [random.randrange(1, 900) for _ in range(8)], version, show)
    user = random.choice(_USERS)
    yield drop_off_events.entry(user, random.randrange(1, 9), version, show)
    yield drop_off_events.play(user, random.randrange(1, 9), show)
    yield make.entry(UUID(int=1_000 + user), show, "show", version=version, state="planned")
