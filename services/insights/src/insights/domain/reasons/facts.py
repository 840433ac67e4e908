"""Dated facts of titles, as the events state them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias
from uuid import UUID

from chassis.core.projection import newest

StatedCode: TypeAlias = Literal["RELEASED", "TRAILER_PUBLISHED", "SEASON_STARTED", "SEASON_ENDED"]


@dataclass(frozen=True, slots=True)
class DatedFact:
    """What happened on a day: `label` is a kind of release or of video, or a season's number; `region` may be empty."""

    day: date
    label: str
    region: str = ""


@dataclass(frozen=True, slots=True)
class StatedFacts:
    """All facts of a code that the newest record of a subject states; a newer one replaces them, also by none.

    The subject is a season, or empty for the title itself.
    """

    media_id: UUID
    code: StatedCode
    subject: str
    version: int
    facts: tuple[DatedFact, ...]

    @property
    def key(self) -> tuple[UUID, StatedCode, str]:
        """What there is one newest version of."""
        return (self.media_id, self.code, self.subject)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A service that began to stream a title in a region, also for free or with advertisements."""

    media_id: UUID
    day: date
    region: str
    service: str


def newest_of_subjects(stated: Iterable[StatedFacts]) -> list[StatedFacts]:
    """Return the newest version per title, code and subject, in their order."""
    kept: dict[tuple[UUID, StatedCode, str], StatedFacts] = {}
    for facts in stated:
        kept[facts.key] = newest(kept.get(facts.key), facts) or facts
    return [kept[key] for key in sorted(kept)]
