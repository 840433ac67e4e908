"""The global requirements and those of breakout rules."""

from collections.abc import Iterator, Mapping
from enum import StrEnum

from catalog.domain.policy.config import BreakoutRule, GlobalRequirements
from catalog.domain.policy.facts import Scores, TitleFacts


class Check(StrEnum):
    """A global requirement or one of a breakout rule."""

    QUALITY = "minQualityScoreNormalized"
    RATINGS = "requireAnyOfRatingsPresent"
    VOTES = "minVotesAnyOf"
    IMDB_VOTES = "minImdbVotes"
    TRAKT_VOTES = "minTraktVotes"
    PROVIDERS = "requireAnyOfProviders"


def failed_checks(requirements: GlobalRequirements, facts: TitleFacts) -> tuple[Check, ...]:
    """Return the global requirements that a title does not meet; what is unknown does not meet one."""
    return tuple(check for check, holds in _checks(requirements, facts) if not holds)


def rule_checks(rule: BreakoutRule, facts: TitleFacts) -> Mapping[Check, bool]:
    """Return whether a title meets each requirement of a rule; no votes and a quality of zero meet none."""
    checks: dict[Check, bool] = {}
    for check, least, votes in (
        (Check.IMDB_VOTES, rule.min_imdb_votes, facts.votes.get("imdb")),
        (Check.TRAKT_VOTES, rule.min_trakt_votes, facts.votes.get("trakt")),
    ):
        if least is not None:
            checks[check] = bool(votes) and votes is not None and votes >= least
    if rule.min_quality is not None:
        quality = _quality(facts.scores)
        checks[Check.QUALITY] = quality is not None and quality > 0 and quality >= rule.min_quality
    if rule.any_provider:
        checks[Check.PROVIDERS] = not facts.providers.isdisjoint(rule.any_provider)
    if rule.any_rating:
        checks[Check.RATINGS] = not facts.ratings.isdisjoint(rule.any_rating)
    return checks


def _checks(requirements: GlobalRequirements, facts: TitleFacts) -> Iterator[tuple[Check, bool]]:
    if requirements.min_quality is not None:
        quality = _quality(facts.scores)
        yield Check.QUALITY, quality is not None and quality >= requirements.min_quality
    if requirements.any_rating:
        yield Check.RATINGS, not facts.ratings.isdisjoint(requirements.any_rating)
    if requirements.any_votes is not None:
        least = requirements.any_votes.minimum
        yield Check.VOTES, any(facts.votes.get(source, -1) >= least for source in requirements.any_votes.sources)


def _quality(scores: Scores | None) -> float | None:
    return None if scores is None else scores.quality
