"""The rules, dashboards and runbooks, and the metrics that exist, from the list that is generated from the code."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.observability.queries import Inventory

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "observability"

Rule = dict[str, Any]

_ROW = re.compile(r"^\| `(?P<name>\w+)` \| (?P<kind>\w+) \| (?P<labels>.*?) \|", re.MULTILINE)
_TARGET = frozenset({"job", "instance", "service", "role"})
"""Labels that Prometheus adds."""
_FOREIGN: Mapping[str, frozenset[str]] = {
    "up": _TARGET,
    "ALERTS": frozenset({"alertname", "alertstate", "severity"}),
    "process_resident_memory_bytes": _TARGET,
    "process_cpu_seconds_total": _TARGET,
    "process_open_fds": _TARGET,
    "process_start_time_seconds": _TARGET,
    "backup_last_success_timestamp_seconds": _TARGET,
    "certmanager_certificate_expiration_timestamp_seconds": frozenset({"namespace", "name"}),
}
"""Series of other programs; `docs/operations/metrics.md` names their origin."""


@pytest.fixture(scope="session")
def rules() -> list[Rule]:
    """Return every rule."""
    files = sorted((FOLDER / "prometheus").glob("*.yaml"))
    return [
        rule for path in files for group in yaml.safe_load(path.read_text("utf-8"))["groups"] for rule in group["rules"]
    ]


@pytest.fixture(scope="session")
def alerts(rules: list[Rule]) -> list[Rule]:
    """Return the rules that alert."""
    return [rule for rule in rules if "alert" in rule]


@pytest.fixture(scope="session")
def dashboards() -> Mapping[str, dict[str, Any]]:
    """Return Grafana's dashboards by the names of their files."""
    return {path.stem: json.loads(path.read_text("utf-8")) for path in sorted((FOLDER / "grafana").glob("*.json"))}


@pytest.fixture(scope="session")
def inventory(rules: list[Rule]) -> Inventory:
    """Return the labels of every series: those of our metrics, of the libraries, and what rules record."""
    series = dict(_FOREIGN)
    text = (ROOT / "docs" / "operations" / "metrics.md").read_text("utf-8")
    for row in _ROW.finditer(text):
        labels = _TARGET | set(re.findall(r"`(\w+)`", row["labels"]))
        if row["kind"] == "histogram":
            series |= {f"{row['name']}_{part}": labels for part in ("count", "sum")}
            series[f"{row['name']}_bucket"] = labels | {"le"}
        else:
            series[row["name"]] = labels
    recorded = Inventory(series)
    for rule in rules:
        if "record" in rule:
            recorded.record(rule["record"], rule["expr"], rule.get("labels", {}))
    return recorded
