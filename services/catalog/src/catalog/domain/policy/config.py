"""The configuration of a policy, normalized: codes in one letter case, rules in the order of their priority."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from catalog.domain.policy.facts import RatingSource, VoteSource


class EligibilityMode(StrEnum):
    """What becomes of a title from a country or in a language that is neither allowed nor blocked."""

    STRICT = "STRICT"
    """It is ineligible."""
    RELAXED = "RELAXED"
    """It is eligible when one of its countries or its language is allowed."""
    OPEN = "OPEN"
    """It is eligible, also when its country or language is unknown."""


class BlockedCountryMode(StrEnum):
    """How many blocked countries of origin block a title."""

    ANY = "ANY"
    MAJORITY = "MAJORITY"
    """At least half of them; of one or two countries, any."""


class Context(StrEnum):
    """Where a title is shown."""

    CATALOG = "catalog"
    """Lists, search, the calendar and home."""
    FRESHNESS = "freshness"
    """The lists of movies that are new in theaters or new on digital."""


@dataclass(frozen=True, slots=True)
class VoteRequirement:
    """At least `minimum` votes at one of the sources."""

    sources: tuple[VoteSource, ...]
    minimum: int


@dataclass(frozen=True, slots=True)
class GlobalRequirements:
    """What every title must have, whatever its country and language; all requirements hold together."""

    min_quality: float | None = None
    any_rating: tuple[RatingSource, ...] = ()
    any_votes: VoteRequirement | None = None
    applies_to: frozenset[Context] = frozenset({Context.CATALOG})

    @property
    def is_empty(self) -> bool:
        """Return whether nothing is required."""
        return self.min_quality is None and not self.any_rating and self.any_votes is None


@dataclass(frozen=True, slots=True)
class BreakoutRule:
    """Makes a blocked title eligible when all of its requirements hold."""

    id: str
    name: str
    priority: int
    min_imdb_votes: int | None = None
    min_trakt_votes: int | None = None
    min_quality: float | None = None
    any_provider: tuple[str, ...] = ()
    any_rating: tuple[RatingSource, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Return whether nothing is required."""
        numbers = (self.min_imdb_votes, self.min_trakt_votes, self.min_quality)
        return not self.any_provider and not self.any_rating and all(number is None for number in numbers)


@dataclass(frozen=True, slots=True)
class PolicyConfig:
    """Which titles are eligible."""

    mode: EligibilityMode = EligibilityMode.STRICT
    allowed_countries: tuple[str, ...] = ()
    blocked_countries: tuple[str, ...] = ()
    blocked_country_mode: BlockedCountryMode = BlockedCountryMode.ANY
    allowed_languages: tuple[str, ...] = ()
    blocked_languages: tuple[str, ...] = ()
    rules: tuple[BreakoutRule, ...] = ()
    home_min_relevance: int = 50
    """The lowest relevance, 0 to 100, of a title in the hero of the home page."""
    global_requirements: GlobalRequirements | None = None

    def normalized(self) -> "PolicyConfig":
        """Return the same policy with codes in one letter case, each once, and rules by priority."""
        return replace(
            self,
            allowed_countries=_codes(self.allowed_countries, str.upper),
            blocked_countries=_codes(self.blocked_countries, str.upper),
            allowed_languages=_codes(self.allowed_languages, str.lower),
            blocked_languages=_codes(self.blocked_languages, str.lower),
            rules=tuple(sorted(self.rules, key=lambda rule: rule.priority)),
            global_requirements=None
            if self.global_requirements is None or self.global_requirements.is_empty
            else self.global_requirements,
        )


def _codes(codes: tuple[str, ...], fold: Callable[[str], str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fold(code) for code in codes))
