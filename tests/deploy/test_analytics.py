"""The tables of ClickHouse read what the events have, and its user of Kafka reads their topics only."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, get_args

import pytest
import yaml
from pydantic import BaseModel

from contracts.event import Contract
from contracts.ingestion import SignalsCollectedV1
from contracts.stats import FormulaScore, StatsUpdatedV1
from insights.domain.signals.signal import Signal, Source

pytestmark = pytest.mark.unit

ANALYTICS: Final = Path(__file__).parents[2] / "deploy/analytics"
SQL: Final = re.sub(r"--.*", "", (ANALYTICS / "clickhouse.sql").read_text(encoding="utf-8"))
EVENTS: Final[dict[str, type[Contract]]] = {"signal_events": SignalsCollectedV1, "stats_events": StatsUpdatedV1}
NAMES: Final = r"((?:, '\w+')+)"


def views() -> Iterator[tuple[str, str]]:
    """Return the source and the text of each materialized view."""
    for statement in SQL.split(";"):
        if "create materialized view" in statement:
            source = re.search(r"from marquee\.(\w+_events)", statement)
            assert source is not None
            yield source[1], statement


def paths(statement: str, of: str) -> set[tuple[str, ...]]:
    """Return the paths of JSON that a view reads of a variable; the last argument may be a type."""
    calls = re.findall(rf"JSON(\w+)\({of}{NAMES}[,)]", statement)
    result = set()
    for function, names in calls:
        path = tuple(re.findall(r"'(\w+)'", names))
        result.add(path[:-1] if function == "Extract" and path[-1] == "UUID" else path)
    return result


def has(model: Any, path: tuple[str, ...]) -> bool:
    """Return whether a model has a field at a path of JSON names."""
    if not path:
        return True
    models = [item for item in (model, *get_args(model)) if isinstance(item, type) and issubclass(item, BaseModel)]
    fields = [
        field.annotation
        for item in models
        for name, field in item.model_fields.items()
        if (field.alias or name) == path[0]
    ]
    return any(has(annotation, path[1:]) for annotation in fields)


def test_views_read_fields_of_their_event() -> None:
    read = {(source, path) for source, statement in views() for path in paths(statement, "body")}

    assert len(read) >= 25
    assert [item for item in sorted(read) if not has(EVENTS[item[0]], item[1])] == []
    results = {path for source, statement in views() for path in paths(statement, "result")}
    assert {path[0] for path in results} == {field.alias or name for name, field in FormulaScore.model_fields.items()}


def test_signals_and_sources_have_the_names_of_insights() -> None:
    pairs = re.findall(r"\('(\w+)', '(\w+)', JSONExtract", SQL)

    assert {("rating", "imdb"), ("total_watchers", "trakt")} <= set(pairs)
    assert {signal for signal, _ in pairs} <= {signal.label for signal in Signal}
    assert {source for _, source in pairs} <= {source.label for source in Source}


def test_topics_are_those_of_the_events_and_the_user_may_read_them_and_no_other() -> None:
    topics = re.findall(r"kafka_topic_list = '([\w.]+)'", SQL)
    groups = re.findall(r"kafka_group_name = '([\w-]+)'", SQL)
    user = yaml.safe_load((ANALYTICS / "kafka-user.yaml").read_text(encoding="utf-8"))
    rules = user["spec"]["authorization"]["acls"]

    assert sorted(topics) == sorted(event.topic for event in (SignalsCollectedV1, StatsUpdatedV1))
    assert sorted(rule["resource"]["name"] for rule in rules if rule["resource"]["type"] == "topic") == sorted(topics)
    assert {operation for rule in rules for operation in rule["operations"]} == {"Read"}
    [group] = [rule["resource"]["name"] for rule in rules if rule["resource"]["type"] == "group"]
    assert all(name.startswith(group) for name in groups)


def test_no_statement_has_a_password() -> None:
    assert "password" not in SQL.lower()


@pytest.mark.parametrize("path", [("mediaID",), ("scores", "stars"), ("ratings", "imdb", "count")])
def test_a_field_that_no_event_has_is_reported(path: tuple[str, ...]) -> None:
    assert not any(has(event, path) for event in EVENTS.values())
