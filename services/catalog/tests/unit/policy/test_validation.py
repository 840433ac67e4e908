"""The rules of a configuration: each names its field."""

from dataclasses import replace

import pytest

from catalog.domain.policy.config import BreakoutRule, Context, GlobalRequirements, PolicyConfig
from catalog.domain.policy.validation import problems_of

pytestmark = pytest.mark.unit

RULE = BreakoutRule("hit", "Hit", 1, min_imdb_votes=1)


@pytest.mark.parametrize(
    ("config", "fields"),
    [
        (PolicyConfig(), []),
        (PolicyConfig(allowed_countries=("us",), blocked_countries=("US", "FR")), ["blockedCountries"]),
        (PolicyConfig(allowed_languages=("EN",), blocked_languages=("en",)), ["blockedLanguages"]),
        (
            PolicyConfig(rules=(RULE, replace(RULE, priority=2))),
            ["breakoutRules.0.id", "breakoutRules.1.id"],
        ),
        (
            PolicyConfig(rules=(RULE, replace(RULE, id="other"))),
            ["breakoutRules.0.priority", "breakoutRules.1.priority"],
        ),
        (
            PolicyConfig(rules=(replace(RULE, priority=9), BreakoutRule("none", "None", 2))),
            ["breakoutRules.1.requirements"],
        ),
        (PolicyConfig(global_requirements=GlobalRequirements()), ["globalRequirements"]),
        (
            PolicyConfig(
                global_requirements=GlobalRequirements(min_quality=0.5, applies_to=frozenset({Context.FRESHNESS}))
            ),
            ["globalRequirements.appliesTo"],
        ),
    ],
)
def test_broken_rule_names_its_field(config: PolicyConfig, fields: list[str]) -> None:
    assert [problem.field for problem in problems_of(config)] == fields


def test_requirement_of_zero_is_a_requirement() -> None:
    assert (
        problems_of(
            PolicyConfig(
                rules=(replace(RULE, min_imdb_votes=0),), global_requirements=GlobalRequirements(min_quality=0.0)
            )
        )
        == []
    )


def test_normalized_policy_has_folded_codes_and_rules_by_priority() -> None:
    config = PolicyConfig(
        allowed_countries=("us", "US"), allowed_languages=("EN",), rules=(replace(RULE, priority=9), RULE)
    ).normalized()

    assert (config.allowed_countries, config.allowed_languages) == (("US",), ("en",))
    assert [rule.priority for rule in config.rules] == [1, 9]
