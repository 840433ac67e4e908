"""Every rule reads series that exist; every alert has a runbook, and tests in which it fires and is silent."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.observability.conftest import ROOT, Rule
from tests.observability.queries import Inventory

pytestmark = pytest.mark.unit

RUNBOOKS = ROOT / "docs" / "operations" / "runbooks"
HEADINGS = [
    "What it means for users",
    "Check first",
    "Likely causes",
    "What to do",
    "When to escalate",
    "When it is over",
]
CASES = Path(__file__).with_name("alerts")


def incomplete(alert: Rule) -> list[str]:
    """Return what an alert lacks."""
    name, notes = alert["alert"], alert.get("annotations", {})
    problems = [f"{name}: no {part}" for part in ("for", "keep_firing_for") if part not in alert]
    problems += [f"{name}: no {part}" for part in ("summary", "description", "runbook_url") if part not in notes]
    if alert.get("labels", {}).get("severity") not in {"page", "ticket"}:
        problems.append(f"{name}: severity is neither page nor ticket")
    if notes.get("runbook_url") != f"docs/operations/runbooks/{name}.md":
        problems.append(f"{name}: its runbook is another one")
    if "{{" not in str(notes) and name != "BackupTooOld":
        problems.append(f"{name}: neither a value nor a label is in its texts")
    return problems


def unlike_form(name: str, text: str) -> list[str]:
    """Return in which way a runbook differs from the form that all have."""
    problems = [] if text.startswith(f"# {name}\n") else [f"{name}: the title is not the alert"]
    if re.findall(r"^## (.+)$", text, re.MULTILINE) != HEADINGS:
        problems.append(f"{name}: the headings are not those of a runbook")
    if "```promql" not in text:
        problems.append(f"{name}: no query to copy")
    return problems


def untested(alerts: set[str], cases: list[dict[str, Any]]) -> list[str]:
    """Return the alerts without a test in which they fire, or without one in which they do not."""
    outcomes = Counter(
        (expected["alertname"], bool(expected["exp_alerts"])) for case in cases for expected in case["alert_rule_test"]
    )
    return sorted(
        f"{name} {'never fires' if fires else 'is never silent'}"
        for name in alerts
        for fires in (True, False)
        if not outcomes[name, fires]
    )


def test_every_rule_reads_series_that_exist(rules: list[Rule], inventory: Inventory) -> None:
    assert {rule.get("record", rule.get("alert")): inventory.problems(rule["expr"]) for rule in rules} == {
        rule.get("record", rule.get("alert")): [] for rule in rules
    }


@pytest.mark.parametrize(
    ("expr", "problem"),
    [
        ("rate(http_requests_total[5m])", "http_requests_total does not exist"),
        ('outbox_oldest_seconds{topic="x"}', "outbox_oldest_seconds has no label topic"),
        ("sum by (queue) (jobs_due)", "no series has the label queue"),
        ("sum by (service", "sum by (service: "),
    ],
)
def test_a_query_of_what_does_not_exist_is_reported(expr: str, problem: str, inventory: Inventory) -> None:
    assert [text[: len(problem)] for text in inventory.problems(expr)] == [problem]


def test_every_alert_is_complete(alerts: list[Rule]) -> None:
    assert [problem for alert in alerts for problem in incomplete(alert)] == []


def test_an_incomplete_alert_is_reported(alerts: list[Rule]) -> None:
    broken = {**alerts[0], "labels": {"severity": "warning"}, "annotations": {}}
    broken.pop("for")
    assert len(incomplete(broken)) == 7


def test_every_alert_has_one_runbook(alerts: list[Rule]) -> None:
    assert {path.stem for path in RUNBOOKS.glob("*.md")} == {alert["alert"] for alert in alerts}


def test_every_runbook_has_the_same_form() -> None:
    pages = {path.stem: path.read_text("utf-8") for path in RUNBOOKS.glob("*.md")}
    assert [problem for name, text in pages.items() for problem in unlike_form(name, text)] == []
    assert (
        len(unlike_form("Other", pages["ServiceDown"].replace("## Check first", "## Look").replace("promql", ""))) == 3
    )


def test_queries_of_runbooks_read_series_that_exist(inventory: Inventory) -> None:
    queries = [
        query
        for path in RUNBOOKS.glob("*.md")
        for block in re.findall(r"```promql\n(.*?)```", path.read_text("utf-8"), re.DOTALL)
        for query in block.splitlines()
    ]
    assert len(queries) > 60
    assert [problem for query in queries for problem in inventory.problems(query)] == []


def test_every_alert_is_tested(alerts: list[Rule]) -> None:
    cases = [case for path in CASES.glob("*.yaml") for case in yaml.safe_load(path.read_text("utf-8"))["tests"]]
    names = {alert["alert"] for alert in alerts}
    assert untested(names, cases) == []
    assert untested({"Other"}, cases) == ["Other is never silent", "Other never fires"]
