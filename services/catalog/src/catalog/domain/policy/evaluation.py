"""The evaluation of a title under a policy: a pure function of its facts.

The global requirements and the neutral check are evaluated separately: a list of new movies passes over the former
without admitting a country that is not allowed.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from typing import Final

from catalog.domain.policy.checks import Check, failed_checks, rule_checks
from catalog.domain.policy.config import BlockedCountryMode, BreakoutRule, Context, EligibilityMode, PolicyConfig
from catalog.domain.policy.facts import TitleFacts

FEW_COUNTRIES: Final = 2
"""Of so few countries of origin, one that is blocked is a majority."""


class Status(StrEnum):
    """The result of an evaluation."""

    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    PENDING = "pending"
    """A fact is missing that the policy needs."""


class Reason(StrEnum):
    """Why a title has its status."""

    MISSING_ORIGIN_COUNTRY = "MISSING_ORIGIN_COUNTRY"
    MISSING_ORIGINAL_LANGUAGE = "MISSING_ORIGINAL_LANGUAGE"
    BLOCKED_COUNTRY = "BLOCKED_COUNTRY"
    BLOCKED_LANGUAGE = "BLOCKED_LANGUAGE"
    BREAKOUT_ALLOWED = "BREAKOUT_ALLOWED"
    MISSING_GLOBAL_SIGNALS = "MISSING_GLOBAL_SIGNALS"
    NEUTRAL_COUNTRY = "NEUTRAL_COUNTRY"
    NEUTRAL_LANGUAGE = "NEUTRAL_LANGUAGE"
    ALLOWED_COUNTRY = "ALLOWED_COUNTRY"
    ALLOWED_LANGUAGE = "ALLOWED_LANGUAGE"


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a title is shown in one context, and why."""

    status: Status
    reasons: tuple[Reason, ...]
    rule_id: str | None = None
    """The breakout rule that made a blocked title eligible."""

    @property
    def is_eligible(self) -> bool:
        """Return whether the title is shown."""
        return self.status is Status.ELIGIBLE


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The decision on a title in the catalog, and everything it is based on."""

    decision: Decision
    fresh: Decision
    """The decision for the lists of new movies."""
    relevance: int
    """0 to 100."""
    failed_checks: tuple[Check, ...] | None
    """The global requirements that the title does not meet; null without any."""
    neutral_passed: bool | None
    """Whether countries and language alone make the title eligible; null when it is blocked or pending."""

    @property
    def global_passed(self) -> bool | None:
        """Return whether the title meets the global requirements; null without any."""
        return None if self.failed_checks is None else not self.failed_checks


def evaluate(facts: TitleFacts, config: PolicyConfig) -> Evaluation:
    """Return the evaluation of a title under a normalized configuration."""
    requirements = config.global_requirements
    failed = None if requirements is None else failed_checks(requirements, facts)
    relevance = facts.relevance
    missing = _missing(facts)
    if missing is not None and config.mode is not EligibilityMode.OPEN:
        pending = Decision(Status.PENDING, (missing,))
        return Evaluation(pending, pending, relevance, failed, None)
    blocked = _blocked(facts, config)
    if blocked:
        decision = _of_blocked(facts, config, blocked, global_passed=not failed)
        return Evaluation(decision, decision, relevance, failed, None)
    neutral = _neutral(facts, config)
    hidden = Decision(Status.INELIGIBLE, (Reason.MISSING_GLOBAL_SIGNALS,))
    applies_to = requirements.applies_to if failed and requirements is not None else frozenset()
    return Evaluation(
        decision=hidden if Context.CATALOG in applies_to else neutral,
        fresh=hidden if Context.FRESHNESS in applies_to else neutral,
        relevance=relevance,
        failed_checks=failed,
        neutral_passed=neutral.is_eligible,
    )


def _missing(facts: TitleFacts) -> Reason | None:
    if not facts.countries:
        return Reason.MISSING_ORIGIN_COUNTRY
    return None if facts.language else Reason.MISSING_ORIGINAL_LANGUAGE


def _blocked(facts: TitleFacts, config: PolicyConfig) -> tuple[Reason, ...]:
    count = sum(country in config.blocked_countries for country in facts.countries)
    countries = len(facts.countries)
    needed = 1
    if config.blocked_country_mode is BlockedCountryMode.MAJORITY and countries > FEW_COUNTRIES:
        needed = ceil(countries / 2)
    reasons = []
    if count >= needed:
        reasons.append(Reason.BLOCKED_COUNTRY)
    if facts.language in config.blocked_languages:
        reasons.append(Reason.BLOCKED_LANGUAGE)
    return tuple(reasons)


def _of_blocked(
    facts: TitleFacts, config: PolicyConfig, blocked: tuple[Reason, ...], *, global_passed: bool
) -> Decision:
    """Return the decision on a blocked title; only one that meets the global requirements breaks out."""
    rule = _breakout(facts, config) if global_passed else None
    if rule is None:
        return Decision(Status.INELIGIBLE, blocked)
    return Decision(Status.ELIGIBLE, (Reason.BREAKOUT_ALLOWED,), rule.id)


def _breakout(facts: TitleFacts, config: PolicyConfig) -> BreakoutRule | None:
    return next((rule for rule in config.rules if all(rule_checks(rule, facts).values())), None)


def _neutral(facts: TitleFacts, config: PolicyConfig) -> Decision:
    """Return the decision that countries and language alone lead to."""
    codes = {*config.allowed_countries, *config.blocked_countries}
    neutral = []
    if not facts.countries:
        neutral.append(Reason.MISSING_ORIGIN_COUNTRY)
    elif not codes.issuperset(facts.countries):
        neutral.append(Reason.NEUTRAL_COUNTRY)
    if not facts.language:
        neutral.append(Reason.MISSING_ORIGINAL_LANGUAGE)
    elif facts.language not in config.allowed_languages:
        neutral.append(Reason.NEUTRAL_LANGUAGE)
    if not neutral:
        return Decision(Status.ELIGIBLE, (Reason.ALLOWED_COUNTRY, Reason.ALLOWED_LANGUAGE))
    allowed = []
    if not set(config.allowed_countries).isdisjoint(facts.countries):
        allowed.append(Reason.ALLOWED_COUNTRY)
    elif facts.language in config.allowed_languages:
        allowed.append(Reason.ALLOWED_LANGUAGE)
    if config.mode is EligibilityMode.OPEN or (config.mode is EligibilityMode.RELAXED and allowed):
        return Decision(Status.ELIGIBLE, (*neutral, *allowed))
    return Decision(Status.INELIGIBLE, tuple(neutral))
