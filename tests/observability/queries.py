"""What a query of PromQL reads: the names of its series, and their labels that it selects or groups by."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import promql_parser

NO_LABELS: frozenset[str] = frozenset()


class Inventory:
    """Every series that exists, with its labels."""

    def __init__(self, series: Mapping[str, frozenset[str]]) -> None:
        self._series = dict(series)

    def record(self, name: str, expr: str, labels: Iterable[str]) -> None:
        """Add the series that a rule records: it has the labels by which its expression groups."""
        grouped = frozenset(label for node in nodes(expr) for label in _grouping(node)) - {"le"}
        self._series[name] = self._series.get(name, NO_LABELS) | grouped | set(labels)

    def problems(self, expr: str) -> list[str]:
        """Return what a query reads and does not exist; a query that does not parse is a problem."""
        try:
            parsed = list(nodes(expr))
        except ValueError as invalid:
            return [f"{expr}: {invalid}"]
        present: set[str] = set()
        problems: list[str] = []
        for node in parsed:
            if isinstance(node, promql_parser.VectorSelector):
                labels = self._series.get(str(node.name))
                if labels is None:
                    problems.append(f"{node.name} does not exist")
                    continue
                present |= labels
                problems += [
                    f"{node.name} has no label {matcher.name}"
                    for matcher in node.matchers.matchers
                    if matcher.name not in labels
                ]
        grouped = {label for node in parsed for label in _grouping(node)}
        return problems + [f"no series has the label {label}" for label in sorted(grouped - present)]


def nodes(expr: str) -> Iterator[Any]:
    """Return the parts of a query; raise ValueError when it does not parse."""
    parts: list[Any] = []

    def visit(node: Any) -> bool:
        parts.append(node)
        return True

    promql_parser.walk(promql_parser.parse(expr), visit)
    yield from parts


def _grouping(node: Any) -> list[str]:
    is_aggregate = isinstance(node, promql_parser.AggregateExpr)
    return list(node.modifier.labels) if is_aggregate and node.modifier is not None else []
