"""Every dashboard is one that Grafana can show, and its queries read series that exist."""

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import pytest
from tests.observability.queries import Inventory

pytestmark = pytest.mark.unit

Json = dict[str, Any]


def malformed(dashboard: Json) -> list[str]:
    """Return what is wrong with the structure of a dashboard."""
    panels: list[Json] = dashboard["panels"]
    ids = [panel["id"] for panel in panels]
    problems = [] if len(ids) == len(set(ids)) else ["panels share an id"]
    problems += [f"{panel['title']}: not on the page" for panel in panels if not _is_on_page(panel["gridPos"])]
    problems += [
        f"{one['title']} and {other['title']} overlap"
        for one, other in combinations(panels, 2)
        if _overlap(one["gridPos"], other["gridPos"])
    ]
    problems += [f"{panel['title']}: no query" for panel in panels if panel["type"] != "row" and not panel["targets"]]
    return problems


def _is_on_page(place: Mapping[str, int]) -> bool:
    return place["x"] >= 0 and place["x"] + place["w"] <= 24 and place["h"] > 0


def _overlap(one: Mapping[str, int], other: Mapping[str, int]) -> bool:
    return all(
        one[start] < other[start] + other[size] and other[start] < one[start] + one[size]
        for start, size in (("x", "w"), ("y", "h"))
    )


def _queries(dashboard: Json) -> list[str]:
    return [
        target["expr"].replace("$service", "catalog")
        for panel in dashboard["panels"]
        for target in panel.get("targets", ())
    ]


def test_there_is_a_dashboard_for_each_question(dashboards: Mapping[str, Json]) -> None:
    assert set(dashboards) == {"events", "gateway", "ingestion", "overview", "postgres", "service"}
    assert len({dashboard["uid"] for dashboard in dashboards.values()}) == len(dashboards)
    assert {dashboard["schemaVersion"] for dashboard in dashboards.values()} == {42}


def test_structure_is_valid(dashboards: Mapping[str, Json]) -> None:
    assert {name: malformed(dashboard) for name, dashboard in dashboards.items()} == {key: [] for key in dashboards}


def test_queries_read_series_that_exist(dashboards: Mapping[str, Json], inventory: Inventory) -> None:
    queries = [query for dashboard in dashboards.values() for query in _queries(dashboard)]
    assert len(queries) > 60
    assert [problem for query in queries for problem in inventory.problems(query)] == []


def test_a_variable_is_used_by_every_query_of_its_dashboard(dashboards: Mapping[str, Json]) -> None:
    service = dashboards["service"]
    assert [variable["name"] for variable in service["templating"]["list"]] == ["service"]
    assert [
        panel["title"] for panel in service["panels"] if "$service" not in str(panel.get("targets", "$service"))
    ] == []


def test_a_mistake_in_the_structure_is_reported(dashboards: Mapping[str, Json]) -> None:
    row, first, second, *_ = dashboards["overview"]["panels"]
    moved = {**second, "id": first["id"], "gridPos": {**first["gridPos"], "x": 20}}
    assert malformed({"panels": [row, first, {**moved, "targets": []}]}) == [
        "panels share an id",
        f"{second['title']}: not on the page",
        f"{second['title']}: no query",
    ]
    placed = {**second, "gridPos": first["gridPos"]}
    assert malformed({"panels": [first, placed]}) == [f"{first['title']} and {second['title']} overlap"]
