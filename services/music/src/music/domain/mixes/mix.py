"""Mixes, and the seeds that decide what is in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from random import Random
from uuid import UUID

from music.domain.explore.chance import LARGEST_SEED
from music.domain.mixes.reasons import Reason

NO_SUBJECT = UUID(int=0)


class MixKind(StrEnum):
    """What a mix is made of. The values are stored and public."""

    WAVE = "wave"
    """What the user likes, by how long ago it was played, with new tracks."""
    DAILY = "daily"
    ARTIST = "artist"
    GENRE = "genre"
    SMART = "smart"
    """By rules; it is not stored."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a mix is about: its id is that of an artist or a genre, or zero."""

    kind: MixKind
    id: UUID = NO_SUBJECT


@dataclass(frozen=True, slots=True)
class Pick:
    """A track of a mix."""

    track_id: UUID
    score: float
    reason: Reason


@dataclass(frozen=True, slots=True)
class Mix:
    """The mix of a user on a day."""

    user_id: UUID
    subject: Subject
    day: date
    seed: int
    picks: Sequence[Pick]


def seed_of_day(user_id: UUID, subject: Subject, day: date) -> int:
    """Return the seed that a mix has until the user requests another."""
    return Random(f"{user_id}:{subject.kind}:{subject.id}:{day}").randint(0, LARGEST_SEED)


def chance_of(user_id: UUID, subject: Subject, day: date, seed: int) -> Random:
    """Return the chance of a mix: the same for a user, a day and a seed."""
    return Random(f"{user_id}:{subject.kind}:{subject.id}:{day}:{seed}")
