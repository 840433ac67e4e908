"""Every rule about the manifests, on every rendered combination; each is seen to find a mistake made on purpose."""

import copy
from collections.abc import Mapping

import pytest
from tests.deploy import connections, entrances, kafka_access, relations, rollouts, workloads
from tests.deploy.manifests import Manifest, Mistakes, Rule

pytestmark = pytest.mark.unit

RULES: tuple[Rule, ...] = (
    *relations.RULES,
    *workloads.RULES,
    *rollouts.RULES,
    *connections.RULES,
    *entrances.RULES,
    *kafka_access.RULES,
)
SEEDED: Mistakes = {
    **relations.SEEDED,
    **workloads.SEEDED,
    **rollouts.SEEDED,
    **connections.SEEDED,
    **entrances.SEEDED,
    **kafka_access.SEEDED,
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_combination_follows_the_rule(rule: Rule, rendered: Mapping[str, list[Manifest]]) -> None:
    result = {name: problems for name, manifests in rendered.items() if (problems := rule(manifests))}
    assert result == {}


@pytest.mark.parametrize("name", SEEDED)
def test_a_mistake_is_named(name: str, rendered: Mapping[str, list[Manifest]]) -> None:
    rule, spoil, problem = SEEDED[name]
    manifests = copy.deepcopy(rendered["everything"])
    spoil(manifests)
    assert problem in "\n".join(rule(manifests))


def test_every_rule_reports_its_violation() -> None:
    assert {rule for rule, _, _ in SEEDED.values()} == set(RULES)


def test_no_mistake_hides_another_of_the_same_name() -> None:
    parts = (relations, workloads, rollouts, connections, entrances, kafka_access)
    assert len(SEEDED) == sum(len(part.SEEDED) for part in parts)
