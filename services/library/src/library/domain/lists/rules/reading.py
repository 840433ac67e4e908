"""Reading the rules of a smart list from a JSON document: an error has the path of the rule that is invalid."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, get_args

from library.domain.lists.errors import ListRuleInvalid
from library.domain.lists.limits import ITEMS_PER_LIST
from library.domain.lists.rules.document import (
    DEFAULT_LIMIT,
    SORT_FIELDS,
    AllOf,
    AnyOf,
    Condition,
    Direction,
    NotOf,
    Rule,
    Scope,
    SmartRules,
)
from library.domain.lists.rules.fields import FIELDS, OPERATORS
from library.domain.lists.rules.values import read_value, wrong_choice, wrong_integer

MOST_DEPTH: Final = 5
MOST_CONDITIONS: Final = 50

_GROUPS: Final = ("all", "any", "not")
_MEMBERS: Final = ("match", "scope", "sort", "direction", "limit")


def read_rules(document: Mapping[str, Any], path: str = "rules") -> SmartRules:
    """Return the rules of a document; raise ListRuleInvalid."""
    unknown = next((name for name in document if name not in _MEMBERS), None)
    if unknown is not None:
        raise ListRuleInvalid(
            f"{path}.{_shown(unknown)}",
            "member_unknown",
            f"is unknown: rules have {', '.join(_MEMBERS)}",
            allowed=list(_MEMBERS),
        )
    return SmartRules(
        match=_Reader().rule(document["match"], f"{path}.match", 1) if "match" in document else AllOf(()),
        scope=_choice(document.get("scope", "library"), get_args(Scope), f"{path}.scope"),
        sort=_choice(document.get("sort", "added"), SORT_FIELDS, f"{path}.sort"),
        direction=_choice(document.get("direction", "desc"), get_args(Direction), f"{path}.direction"),
        limit=_limit(document.get("limit", DEFAULT_LIMIT), f"{path}.limit"),
    )


class _Reader:
    """Reads the conditions of one document, whose number is limited."""

    def __init__(self) -> None:
        self._conditions = 0

    def rule(self, document: Any, path: str, depth: int) -> Rule:
        if not isinstance(document, Mapping):
            raise ListRuleInvalid(path, "dict_type", "must be an object")
        if depth > MOST_DEPTH:
            raise ListRuleInvalid(
                path, "too_deep", f"is nested too deep: at most {MOST_DEPTH} levels", maximum=MOST_DEPTH
            )
        if "field" in document:
            return self._condition(document, path, depth)
        group = next((name for name in _GROUPS if name in document), None)
        if group is None or len(document) != 1:
            raise ListRuleInvalid(
                path, "group_or_field", "must have exactly one of all, any and not, or a field with operators"
            )
        inner = document[group]
        if group == "not":
            return NotOf(self.rule(inner, f"{path}.not", depth + 1))
        least = 0 if group == "all" else 1
        if not isinstance(inner, list) or not least <= len(inner) <= MOST_CONDITIONS:
            raise ListRuleInvalid(
                f"{path}.{group}",
                "list_length",
                f"must be a list of {least} to {MOST_CONDITIONS} rules",
                minItems=least,
                maxItems=MOST_CONDITIONS,
            )
        parts = tuple(self.rule(part, f"{path}.{group}[{index}]", depth + 1) for index, part in enumerate(inner))
        return AllOf(parts) if group == "all" else AnyOf(parts)

    def _condition(self, document: Mapping[str, Any], path: str, depth: int) -> Rule:
        name = document["field"]
        field = FIELDS.get(name) if isinstance(name, str) else None
        if field is None:
            raise wrong_choice(f"{path}.field", FIELDS)
        operators = [operator for operator in document if operator != "field"]
        possible = list(OPERATORS[field.kind])
        if not operators:
            raise ListRuleInvalid(
                path, "operator_missing", f"must have an operator: {', '.join(possible)}", allowed=possible
            )
        # Several operators are kept as a group of conditions, which are one level below.
        if len(operators) > 1 and depth == MOST_DEPTH:
            raise ListRuleInvalid(
                path,
                "too_deep",
                f"is nested too deep for several operators: at most {MOST_DEPTH} levels",
                maximum=MOST_DEPTH,
            )
        conditions: list[Rule] = []
        for operator in operators:
            here = f"{path}.{_shown(operator)}"
            if operator not in possible:
                rule = f"is no operator of {name}: it has {', '.join(possible)}"
                raise ListRuleInvalid(here, "operator_unknown", rule, allowed=possible)
            conditions.append(Condition(name, operator, read_value(field, operator, document[operator], here)))
        self._conditions += len(conditions)
        if self._conditions > MOST_CONDITIONS:
            raise ListRuleInvalid(
                path,
                "too_many_conditions",
                f"is one condition too many: at most {MOST_CONDITIONS}",
                maximum=MOST_CONDITIONS,
            )
        return conditions[0] if len(conditions) == 1 else AllOf(tuple(conditions))


def _choice(value: Any, choices: Sequence[str], path: str) -> Any:
    if not isinstance(value, str) or value not in choices:
        raise wrong_choice(path, choices)
    return value


def _limit(value: Any, path: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= ITEMS_PER_LIST:
        raise wrong_integer(path, ITEMS_PER_LIST)
    return value


def _shown(name: object) -> str:
    """Return the name of a member as part of a path, shortened and without lone surrogates."""
    return str(name)[:40].encode("utf-8", "replace").decode()
