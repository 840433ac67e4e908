"""Rules as documents: what is valid reads back the same, what is not names its path."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from services.library.tests.lists_strategies import rules

from library.domain.lists.errors import ListRuleInvalid
from library.domain.lists.rules.document import AllOf, Condition, NotOf, SmartRules, Streaming, to_document
from library.domain.lists.rules.reading import read_rules

pytestmark = pytest.mark.unit

DEEP: dict[str, Any] = {"field": "kind", "in": ["movie"]}
for _ in range(5):
    DEEP = {"not": DEEP}
DEEPEST_RANGE: dict[str, Any] = {"field": "year", "gte": 1990, "lte": 1999}
for _ in range(3):
    DEEPEST_RANGE = {"not": DEEPEST_RANGE}
MANY = {"any": [{"all": [{"field": "year", "eq": 2000}] * 26}] * 2}


def test_an_empty_document_selects_the_whole_library() -> None:
    expected = SmartRules(AllOf(()), "library", "added", "desc", 500)
    assert read_rules({}) == expected
    assert read_rules(to_document(expected)) == expected


def test_operators_of_one_field_apply_together() -> None:
    document = {"match": {"not": {"field": "year", "gte": 1990, "lte": 1999}}, "sort": "score", "direction": "asc"}
    parts = (Condition("year", "gte", 1990), Condition("year", "lte", 1999))
    assert read_rules(document) == SmartRules(NotOf(AllOf(parts)), sort="score", direction="asc")


def test_a_range_on_the_deepest_level_reads_back_the_same() -> None:
    rules = read_rules({"match": DEEPEST_RANGE})
    assert read_rules(to_document(rules)) == rules


def test_services_belong_to_a_region() -> None:
    document = {"match": {"field": "streaming", "any": {"region": "US", "services": [8, 9]}}}
    assert read_rules(document).match == Condition("streaming", "any", Streaming((8, 9), "US"))
    own = {"match": {"field": "streaming", "any": {"services": [8]}}}
    assert read_rules(own).match == Condition("streaming", "any", Streaming((8,)))
    mine = {"match": {"field": "streaming", "any": {"services": "mine"}}}
    assert read_rules(mine).match == Condition("streaming", "any", Streaming(None))
    with pytest.raises(ListRuleInvalid, match="must be omitted"):
        read_rules({"match": {"field": "streaming", "any": {"services": "mine", "region": "US"}}})


@given(rules)
def test_rules_read_back_the_same(rules: SmartRules) -> None:
    assert read_rules(to_document(rules)) == rules


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ({"matches": {}}, "rules.matches"),
        ({"scope": "all"}, "rules.scope"),
        ({"sort": "name"}, "rules.sort"),
        ({"sort": ["title"]}, "rules.sort"),
        ({"direction": None}, "rules.direction"),
        ({"limit": 0}, "rules.limit"),
        ({"limit": 10_001}, "rules.limit"),
        ({"limit": True}, "rules.limit"),
        ({"limit": 1.0}, "rules.limit"),
        ({"match": None}, "rules.match"),
        ({"match": {}}, "rules.match"),
        ({"match": {"any": []}}, "rules.match.any"),
        ({"match": {"all": "kind"}}, "rules.match.all"),
        ({"match": {"all": [{}], "any": [{}]}}, "rules.match"),
        ({"match": {"all": [{"any": [{"not": 1}]}]}}, "rules.match.all[0].any[0].not"),
        ({"match": DEEP}, "rules.match.not.not.not.not.not"),
        ({"match": {"not": DEEPEST_RANGE}}, "rules.match.not.not.not.not"),
        ({"match": MANY}, "rules.match.any[1].all[24]"),
        ({"match": {"field": "colour", "in": ["red"]}}, "rules.match.field"),
        ({"match": {"field": ["kind"], "in": ["movie"]}}, "rules.match.field"),
        ({"match": {"field": "kind"}}, "rules.match"),
        ({"match": {"field": "kind", "gte": 1}}, "rules.match.gte"),
        ({"match": {"field": "kind", "in": "movie"}}, "rules.match.in"),
        ({"match": {"field": "kind", "in": ["song"]}}, "rules.match.in[0]"),
        ({"match": {"field": "kind", "in": [["movie"]]}}, "rules.match.in[0]"),
        ({"match": {"field": "genre", "any": [18, "x"]}}, "rules.match.any[1]"),
        ({"match": {"field": "genre", "any": [0]}}, "rules.match.any[0]"),
        ({"match": {"field": "genre", "any": [10**400]}}, "rules.match.any[0]"),
        ({"match": {"field": "genre", "any": list(range(1, 60))}}, "rules.match.any"),
        ({"match": {"field": "year", "gte": 1869}}, "rules.match.gte"),
        ({"match": {"field": "year", "gte": 10**400}}, "rules.match.gte"),
        ({"match": {"field": "score", "gte": float("nan")}}, "rules.match.gte"),
        ({"match": {"field": "score", "gte": "50"}}, "rules.match.gte"),
        ({"match": {"field": "rating", "gte": 50.5}}, "rules.match.gte"),
        ({"match": {"field": "rating", "missing": 1}}, "rules.match.missing"),
        ({"match": {"field": "country", "any": ["usa"]}}, "rules.match.any[0]"),
        ({"match": {"field": "status", "in": ["a\x00b"]}}, "rules.match.in[0]"),
        ({"match": {"field": "status", "in": ["\ud800"]}}, "rules.match.in[0]"),
        ({"match": {"field": "added", "after": "2026-02-30"}}, "rules.match.after"),
        ({"match": {"field": "added", "after": 5}}, "rules.match.after"),
        ({"match": {"field": "added", "within": 0}}, "rules.match.within"),
        ({"match": {"field": "streaming", "any": [8]}}, "rules.match.any"),
        ({"match": {"field": "streaming", "any": {"region": "US"}}}, "rules.match.any"),
        ({"match": {"field": "streaming", "any": {"services": [8], "x": 1}}}, "rules.match.any"),
        ({"match": {"field": "streaming", "any": {"services": [8], "region": None}}}, "rules.match.any.region"),
        ({"match": {"field": "streaming", "any": {"region": 1, "services": [8]}}}, "rules.match.any.region"),
        ({"match": {"field": "streaming", "any": {"region": "US", "services": [-8]}}}, "rules.match.any.services[0]"),
    ],
)
def test_an_invalid_rule_names_its_path(document: dict[str, Any], path: str) -> None:
    with pytest.raises(ListRuleInvalid) as refused:
        read_rules(document)
    assert refused.value.details["path"].removesuffix("[0]") == path.removesuffix("[0]")
    assert str(refused.value) == f"{refused.value.details['path']}: {refused.value.details['rule']}"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=()), max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["all", "any", "not", "field", "in", "gte", "match", "limit", "region", "services"])
            | st.text(max_size=3),
            inner,
            max_size=3,
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["match", "scope", "sort", "direction", "limit", "x"]), json_values))
def test_any_document_is_read_or_refused(document: dict[str, Any]) -> None:
    try:
        rules = read_rules(document)
    except ListRuleInvalid:
        return
    assert read_rules(to_document(rules)) == rules
