"""The facts that decide a verdict, from the JSON that was rendered when the import arrived."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from pydantic_core import from_json

from catalog.domain.verdicts.verdict import SOURCES, SourceRating

MOST_APPRAISALS: Final = 4096


@dataclass(frozen=True, slots=True)
class Appraisal:
    """What a request reads of the facts of a title's page."""

    ratings: tuple[SourceRating, ...]
    status: str | None
    """The status of production, as TMDB spells it."""
    seasons: int | None
    facts_at: str
    offers_at: str | None


@lru_cache(maxsize=MOST_APPRAISALS)
def read_appraisal(stored: bytes) -> Appraisal:
    """Return an appraisal from its own JSON, or from that of a whole page."""
    facts: dict[str, Any] = from_json(stored)
    ratings: dict[str, Any] = facts.get("externalRatings") or {}
    by_source = [(source, ratings.get(source)) for source in SOURCES]
    return Appraisal(
        ratings=tuple(
            SourceRating(source, rating["rating"], rating["voteCount"] or 0) for source, rating in by_source if rating
        ),
        status=facts.get("status"),
        seasons=facts.get("totalSeasons"),
        facts_at=facts.get("factsAt") or facts["importedAt"],
        offers_at=facts.get("offersAt"),
    )
