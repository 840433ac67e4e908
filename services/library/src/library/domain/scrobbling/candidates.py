"""Choosing the title that a source means: ids decide, then the name together with the year or the episode."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from library.domain.scrobbling.scrobble import Subject

YEARS_APART: Final = 1
"""Sources differ by a year between the festival and the release."""

_YEAR: Final = re.compile(r"\((1[89]\d\d|20\d\d)\)\s*$")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A title of the catalog that may be meant."""

    media_id: UUID
    year: int | None = None
    matched_ids: int = 0
    """How many ids of the subject it has."""
    has_episode: bool = False
    """Whether one of its episodes has the id of the subject's episode."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """No title is certain, and why."""

    reason: str


def choose(subject: Subject, candidates: Sequence[Candidate]) -> UUID | Refusal:
    """Return the title that is meant.

    Of several titles with one of the ids, the one with most of them is meant; of several with the name, the one with
    the episode's id, else the one whose year is nearest. A name alone decides only if no other title has it.
    """
    by_id = [candidate for candidate in candidates if candidate.matched_ids]
    if by_id:
        return max(by_id, key=lambda candidate: candidate.matched_ids).media_id
    with_episode = [candidate for candidate in candidates if candidate.has_episode]
    chosen = with_episode or _of_year(year_of(subject), list(candidates))
    if not chosen:
        return Refusal("no title of the catalog has this name and year")
    if len(chosen) > 1:
        return Refusal(f"{len(chosen)} titles of the catalog have this name")
    return chosen[0].media_id


def year_of(subject: Subject) -> int | None:
    """Return the year of a subject, also when it only ends its name in brackets."""
    if subject.year is not None:
        return subject.year
    match = _YEAR.search(subject.name)
    return int(match[1]) if match else None


def _of_year(year: int | None, candidates: list[Candidate]) -> list[Candidate]:
    if year is None:
        return candidates
    distances = {
        candidate.media_id: abs(candidate.year - year) for candidate in candidates if candidate.year is not None
    }
    if not distances:
        return candidates
    nearest = min(distances.values())
    if nearest > YEARS_APART:
        return []
    return [candidate for candidate in candidates if distances.get(candidate.media_id) == nearest]
