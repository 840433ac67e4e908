"""The rules that a policy's configuration keeps beyond the types of its fields."""

import dataclasses
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from catalog.domain.policy.config import BreakoutRule, Context, PolicyConfig


@dataclass(frozen=True, slots=True)
class PolicyProblem:
    """A broken rule: the path of the field as clients write it, the rule, and the message."""

    field: str
    rule: str
    message: str
    params: Mapping[str, object] = dataclasses.field(default_factory=dict)
    """The values in the message by name."""


def problems_of(config: PolicyConfig) -> list[PolicyProblem]:
    """Return the broken rules of a configuration as it was requested, before it is normalized."""
    folded = config.normalized()
    return [
        *_both("blockedCountries", folded.allowed_countries, folded.blocked_countries),
        *_both("blockedLanguages", folded.allowed_languages, folded.blocked_languages),
        *_of_rules(config.rules),
        *_of_requirements(config),
    ]


def _both(name: str, allowed: Sequence[str], blocked: Sequence[str]) -> Iterator[PolicyProblem]:
    shared = sorted(set(allowed) & set(blocked))
    if shared:
        message = f"must not contain what is allowed: {', '.join(shared)}"
        yield PolicyProblem(name, "allowed_and_blocked", message, {"values": shared})


def _of_rules(rules: Sequence[BreakoutRule]) -> Iterator[PolicyProblem]:
    ids = Counter(rule.id for rule in rules)
    priorities = Counter(rule.priority for rule in rules)
    for place, rule in enumerate(rules):
        if ids[rule.id] > 1:
            yield PolicyProblem(f"breakoutRules.{place}.id", "unique", f"must be unique, {rule.id} is not")
        if priorities[rule.priority] > 1:
            yield PolicyProblem(f"breakoutRules.{place}.priority", "unique", f"must be unique, {rule.priority} is not")
        if rule.is_empty:
            yield PolicyProblem(
                f"breakoutRules.{place}.requirements", "requirement_missing", "must have at least one requirement"
            )


def _of_requirements(config: PolicyConfig) -> Iterator[PolicyProblem]:
    requirements = config.global_requirements
    if requirements is None:
        return
    if requirements.is_empty:
        yield PolicyProblem("globalRequirements", "requirement_missing", "must have at least one requirement")
    if Context.CATALOG not in requirements.applies_to:
        yield PolicyProblem("globalRequirements.appliesTo", "catalog_missing", "must contain catalog")
