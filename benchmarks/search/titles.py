"""Generated titles as events, the same for every run, and texts that find some of them.

Names have one to five words of a vocabulary whose frequencies follow Zipf's law, as words of real names do. Bodies are
written without the models of the contract, which would take most of the time; the first of each type is checked with
them.
"""

import random
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, islice
from typing import Any, Final
from uuid import UUID, uuid5

import orjson
from aiokafka import AIOKafkaProducer

from contracts.catalog import MediaPublishedV1
from contracts.event import CONTENT_TYPE, SPEC_VERSION, Event
from contracts.identity import Kind, media_id
from contracts.ingestion import MediaImportedV1
from contracts.stats import StatsUpdatedV1

EVENTS: Final[tuple[type[Event], ...]] = (MediaImportedV1, StatsUpdatedV1, MediaPublishedV1)
TOPICS: Final = tuple(event.spec.topic for event in EVENTS)
VOCABULARY: Final = 60_000
PEOPLE: Final = 50_000
PEOPLE_FROM: Final = 3_000_000_000
"""The number of the name of the first person: no title has it."""
BATCH_BYTES: Final = 500_000
SHOWN: Final = 200
"""Texts per kind of search."""
EVENT_IDS: Final = UUID("5d1ad3ad-6a06-4b2a-9c4a-6d0f9f1e2d10")
NOW: Final = "2026-11-28T12:00:00Z"
GENRES: Final = (
    (28, "Action"), (12, "Adventure"), (16, "Animation"), (35, "Comedy"), (80, "Crime"), (99, "Documentary"),
    (18, "Drama"), (10751, "Family"), (14, "Fantasy"), (36, "History"), (27, "Horror"), (10402, "Music"),
    (9648, "Mystery"), (10749, "Romance"), (878, "Science Fiction"), (53, "Thriller"), (10752, "War"), (37, "Western"),
)  # fmt: skip
COUNTRIES: Final = ("US", "US", "US", "GB", "FR", "JP", "KR", "UA", "DE", "IN")
LANGUAGES: Final = ("en", "en", "en", "en", "fr", "ja", "ko", "uk", "de", "hi")
CYRILLIC: Final = str.maketrans("abcdefghiklmnoprstuvwz", "абцдефґхіклмнопрстувшз")


@dataclass(frozen=True, slots=True)
class Samples:
    """Texts by the kind of search."""

    names: Sequence[str]
    common: Sequence[str]
    rare: Sequence[str]
    pairs: Sequence[str]
    errors: Sequence[str]
    beginnings: Sequence[str]


@cache
def vocabulary() -> tuple[str, ...]:
    """Return words of one to four syllables, the most frequent first."""
    chance = random.Random(1)
    words: dict[str, None] = {}
    while len(words) < VOCABULARY:
        syllables = (chance.choice("bcdfghklmnprstvw") + chance.choice("aeiou") for _ in range(chance.randint(1, 4)))
        words["".join(syllables) + chance.choice(("", "n", "r", "s"))] = None
    return tuple(words)


@cache
def _weights() -> tuple[float, ...]:
    return tuple(accumulate(1 / (place + 3) for place in range(VOCABULARY)))


def name_of(number: int) -> str:
    """Return the name of a title."""
    chance = random.Random(number)
    weights, words = _weights(), vocabulary()
    count = (1, 2, 2, 2, 3, 3, 3, 4, 5)[number % 9]
    return " ".join(words[bisect(weights, chance.random() * weights[-1])].capitalize() for _ in range(count))


@lru_cache(maxsize=PEOPLE)
def person_name(number: int) -> str:
    """Return the name of a person."""
    return name_of(PEOPLE_FROM + 9 * number + 1)


def samples(count: int) -> Samples:
    """Return texts that find some of the first `count` titles."""
    words = vocabulary()
    names = [name_of(number) for number in range(count // 2, count // 2 + SHOWN)]
    long = [word for name in names for word in name.lower().split() if len(word) >= 6][:SHOWN]
    return Samples(
        names=names,
        common=words[:SHOWN],
        rare=[max(name.lower().split(), key=words.index) for name in names],
        pairs=[" ".join(name.split()[:2]) for name in names if " " in name],
        errors=[word[:2] + word[3] + word[2] + word[4:] for word in long],
        beginnings=[name[:length].lower() for name, length in zip(names, (1, 2, 3, 4, 6) * SHOWN, strict=False)],
    )


def bodies_of(number: int) -> Iterator[tuple[UUID, dict[str, Any]]]:
    """Yield the key and the body of each event of a title, in the order of `EVENTS`."""
    chance = random.Random(-number)
    kind: Kind = "show" if number % 5 == 0 else "movie"
    id_ = media_id(kind, number)
    name, place = name_of(number), number % len(COUNTRIES)
    subject = {"mediaId": str(id_), "kind": kind, "tmdbId": number, "version": 1}
    popularity = round(min(chance.paretovariate(1.0), 1000.0), 2)
    imported = {
        **subject,
        "externalIds": {"imdb": f"tt{number:07}", "trakt": number},
        "title": name,
        "originalTitle": name,
        "originalLanguage": LANGUAGES[place],
        "originCountries": [COUNTRIES[place]],
        "translations": {"uk": {"title": name.lower().translate(CYRILLIC).capitalize()}},
        "releaseDate": f"{1950 + chance.randrange(77)}-06-01",
        "certifications": {"US": chance.choice(("G", "PG", "PG-13", "R"))},
        "genres": [{"tmdbId": genre, "name": text} for genre, text in chance.sample(GENRES, 2)],
        "keywords": [vocabulary()[chance.randrange(2000)] for _ in range(3)],
        "collection": {"tmdbId": number // 100 + 1, "name": f"{name} Collection"} if number % 20 == 1 else None,
        "credits": {
            "cast": [
                {"tmdbId": person, "name": person_name(person), "order": order}
                for order, person in enumerate(chance.sample(range(1, PEOPLE), 5))
            ]
        },
        "availability": {
            "US": {"stream": [{"providerId": service, "name": f"Service {service}"} for service in (8, 9 + place)]}
        },
        "popularity": popularity,
        "importedAt": NOW,
    }
    score = round(chance.uniform(0, 100), 1)
    stats = {
        **subject,
        "scores": {"ratingo": score, "quality": score, "popularity": score, "freshness": score},
        "totalVotes": int(popularity * 20),
        "computedAt": NOW,
    }
    published = {**subject, "slug": f"title-{number}", "listed": True, "title": name, "publishedAt": NOW}
    for body in (imported, stats, published):
        yield id_, body


def records_of(number: int) -> Iterator[tuple[bytes, bytes, list[tuple[str, bytes]]]]:
    """Yield the key, the value and the headers of each record of a title, in the order of `EVENTS`."""
    for place, (event, (id_, body)) in enumerate(zip(EVENTS, bodies_of(number), strict=True)):
        key = str(id_).encode()
        headers = {
            "ce_specversion": SPEC_VERSION,
            "ce_id": str(uuid5(EVENT_IDS, f"{number}/{place}")),
            "ce_source": event.spec.publisher,
            "ce_type": event.type,
            "ce_subject": str(id_),
            "ce_time": NOW,
            "content-type": CONTENT_TYPE,
        }
        yield key, orjson.dumps(body), [(header, value.encode()) for header, value in headers.items()]


async def produce(bootstrap: str, count: int, *, first: int = 1) -> None:
    """Write the events of `count` titles from number `first` on."""
    for event, (_, body) in zip(EVENTS, bodies_of(first), strict=True):
        event.model_validate_json(orjson.dumps(body))
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, max_batch_size=2 * BATCH_BYTES, linger_ms=20)
    await producer.start()
    try:
        numbers = iter(range(first, first + count))
        partitions = TOPICS[0].partitions
        partition = 0
        while chunk := list(islice(numbers, 200)):
            batches = [producer.create_batch() for _ in EVENTS]
            for number in chunk:
                for batch, (key, value, headers) in zip(batches, records_of(number), strict=True):
                    if batch.append(timestamp=None, key=key, value=value, headers=headers) is None:
                        raise SystemExit("a batch holds fewer titles than expected")
            for event, batch in zip(EVENTS, batches, strict=True):
                await producer.send_batch(batch, event.topic, partition=partition)
            partition = (partition + 1) % partitions
    finally:
        await producer.stop()
