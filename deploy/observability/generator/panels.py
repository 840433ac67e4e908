"""Panels of Grafana as values, and their places on a dashboard: rows of panels that fill the width of 24 columns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

WIDTH: Final = 24
HEIGHT: Final = 8
SCHEMA_VERSION: Final = 42
SOURCE: Final = {"type": "prometheus", "uid": "prometheus"}


@dataclass(frozen=True, slots=True)
class Query:
    """A query of PromQL, and what its series are called; braces name labels."""

    expr: str
    legend: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel: what it shows, and in which unit of Grafana."""

    title: str
    queries: tuple[Query, ...]
    unit: str = "short"
    kind: Literal["timeseries", "stat"] = "timeseries"
    description: str = ""
    thresholds: tuple[tuple[str, float | None], ...] = ()
    """Colors from values on; the first value is null."""


@dataclass(frozen=True, slots=True)
class Row:
    """Panels side by side, below a heading."""

    title: str
    panels: tuple[Panel, ...]


@dataclass(frozen=True, slots=True)
class Dashboard:
    """A dashboard; `variables` are labels that the reader chooses a value of, by the query that lists them."""

    uid: str
    title: str
    description: str
    rows: tuple[Row, ...]
    variables: tuple[tuple[str, str], ...] = field(default=())


def graph(title: str, *queries: tuple[str, str], unit: str = "short", description: str = "") -> Panel:
    """Return a graph of queries, each with its legend."""
    return Panel(title, tuple(Query(*query) for query in queries), unit, "timeseries", description)


def stat(
    title: str, expr: str, *, unit: str = "short", legend: str = "", red: float, low_is_bad: bool = False
) -> Panel:
    """Return a number that is red from a value on, or below it."""
    colors: tuple[tuple[str, float | None], ...] = (("green", None), ("red", red))
    if low_is_bad:
        colors = (("red", None), ("green", red))
    return Panel(title, (Query(expr, legend),), unit, "stat", thresholds=colors)


def p99(metric: str, *labels: str, where: str = "", window: str = "5m") -> str:
    """Return the query of the 99th percentile of a histogram by labels; `where` is a selector with its braces."""
    by = ", ".join((*labels, "le"))
    return f"histogram_quantile(0.99, sum by ({by}) (rate({metric}_bucket{where}[{window}])))"


def slowest(title: str, metric: str, label: str, *, where: str = "", window: str = "5m") -> Panel:
    """Return a graph of the 99th percentile of a histogram of seconds, a series for each value of the label."""
    return graph(title, (p99(metric, label, where=where, window=window), f"{{{{{label}}}}}"), unit="s")


def top(expr: str) -> str:
    """Return the query of the ten largest series."""
    return f"topk(10, {expr})"


def document(dashboard: Dashboard) -> dict[str, Any]:
    """Return a dashboard as Grafana reads it."""
    return {
        "uid": dashboard.uid,
        "title": dashboard.title,
        "description": dashboard.description,
        "tags": ["marquee"],
        "schemaVersion": SCHEMA_VERSION,
        "editable": False,
        "refresh": "30s",
        "time": {"from": "now-3h", "to": "now"},
        "timezone": "utc",
        "links": [
            {"type": "dashboards", "title": "Marquee", "tags": ["marquee"], "asDropdown": True, "keepTime": True}
        ],
        "templating": {"list": [_variable(name, query) for name, query in dashboard.variables]},
        "panels": list(_placed(dashboard.rows)),
    }


def _variable(name: str, query: str) -> dict[str, Any]:
    return {
        "name": name,
        "type": "query",
        "datasource": SOURCE,
        "query": {"query": query, "refId": "variable"},
        "definition": query,
        "refresh": 2,
        "sort": 1,
    }


def _placed(rows: Sequence[Row]) -> Iterable[dict[str, Any]]:
    """Return the panels with their ids and places, in the order in which they are read."""
    number, top = 0, 0
    for row in rows:
        number += 1
        place = {"x": 0, "y": top, "w": WIDTH, "h": 1}
        yield {"id": number, "type": "row", "title": row.title, "collapsed": False, "gridPos": place, "panels": []}
        top += 1
        width = WIDTH // len(row.panels)
        height = HEIGHT // 2 if all(panel.kind == "stat" for panel in row.panels) else HEIGHT
        for column, panel in enumerate(row.panels):
            number += 1
            place = {"x": column * width, "y": top, "w": width, "h": height}
            yield {"id": number, "gridPos": place, **_panel(panel)}
        top += height


def _panel(panel: Panel) -> dict[str, Any]:
    defaults: dict[str, Any] = {"unit": panel.unit, "min": 0}
    if panel.thresholds:
        del defaults["min"]
        steps = [{"color": color, "value": value} for color, value in panel.thresholds]
        defaults["thresholds"] = {"mode": "absolute", "steps": steps}
    return {
        "type": panel.kind,
        "title": panel.title,
        "description": panel.description,
        "datasource": SOURCE,
        "fieldConfig": {"defaults": defaults, "overrides": []},
        "options": {"legend": {"displayMode": "list", "placement": "bottom"}} if panel.kind == "timeseries" else {},
        "targets": [
            {
                "refId": chr(ord("A") + place),
                "datasource": SOURCE,
                "expr": query.expr,
                "legendFormat": query.legend or "__auto",
                "exemplar": "http_request_seconds_bucket" in query.expr,
            }
            for place, query in enumerate(panel.queries)
        ],
    }
