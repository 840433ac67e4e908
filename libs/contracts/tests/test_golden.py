"""The golden samples are old records for ever: every one is read today, and no value of it is lost."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from contracts.event import SPEC_VERSION, Event
from contracts.event_catalog import EVENT_BY_TYPE, EVENTS
from contracts.export.schemas import schema_of
from contracts.identity import episode_id, media_id, season_id

pytestmark = pytest.mark.unit

GOLDEN = Path(__file__).parent / "golden"
SAMPLES: dict[str, list[dict[str, Any]]] = {
    path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(GOLDEN.glob("*.json"))
}
EACH = [
    pytest.param(type_, sample, id=f"{type_}-{sample['name']}")
    for type_, samples in SAMPLES.items()
    for sample in samples
]


def test_every_event_has_samples_and_every_sample_an_event() -> None:
    assert SAMPLES.keys() == EVENT_BY_TYPE.keys()


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type)
def test_old_records_are_read_with_every_value_kept(
    event: type[Event], golden_problems: Callable[[type[Event]], list[str]]
) -> None:
    assert golden_problems(event) == []


@pytest.mark.parametrize(("type_", "sample"), EACH)
def test_headers_name_the_event_its_key_and_its_publisher(type_: str, sample: dict[str, Any]) -> None:
    headers = sample["headers"]
    assert headers["ce_specversion"] == SPEC_VERSION
    assert headers["ce_type"] == type_
    assert headers["ce_subject"] == sample["key"]
    assert headers["ce_source"] == EVENT_BY_TYPE[type_].spec.publisher
    assert headers["content-type"] == "application/json"
    assert str(UUID(headers["ce_id"])) == headers["ce_id"]
    assert datetime.fromisoformat(headers["ce_time"]).tzinfo is not None


def test_no_two_samples_share_an_id() -> None:
    ids = [sample["headers"]["ce_id"] for samples in SAMPLES.values() for sample in samples]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type)
def test_a_minimal_sample_has_only_what_is_required(event: type[Event]) -> None:
    required = sorted(field.alias or name for name, field in event.model_fields.items() if field.is_required())
    assert sorted(_named("minimal", event.type)["body"]) == required


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type)
def test_every_field_has_a_value_in_some_sample(event: type[Event]) -> None:
    schema = schema_of(event)
    used = {path for sample in SAMPLES[event.type] for path in _paths(sample["body"], schema, schema)}
    assert sorted(_all_paths(schema, schema) - used) == []


@pytest.mark.parametrize(("type_", "sample"), EACH)
def test_ids_are_those_that_anybody_computes(type_: str, sample: dict[str, Any]) -> None:
    body = sample["body"]
    if "tmdbId" in body and "mediaId" in body:
        assert UUID(body["mediaId"]) == media_id(body["kind"], body["tmdbId"])
    for item in (item for item in body.get("items", ()) if "mediaId" in item):
        assert UUID(item["mediaId"]) == media_id(item["kind"], item["tmdbId"])
    if "seasonId" in body:
        assert UUID(body["seasonId"]) == season_id(body["showTmdbId"], body["number"])
        for episode in body.get("episodes", ()):
            expected = episode_id(body["showTmdbId"], body["number"], episode["number"])
            assert UUID(episode["episodeId"]) == expected


def _named(name: str, type_: str) -> dict[str, Any]:
    return next(sample for sample in SAMPLES[type_] if sample["name"] == name)


def _resolve(schema: Any, root: Any) -> Any:
    while "$ref" in schema or "anyOf" in schema:
        if "$ref" in schema:
            schema = root["$defs"][schema["$ref"].rsplit("/", 1)[-1]]
        else:
            schema = next(choice for choice in schema["anyOf"] if choice.get("type") != "null")
    return schema


def _children(schema: Any, root: Any) -> Iterator[tuple[str, Any]]:
    schema = _resolve(schema, root)
    for name, child in schema.get("properties", {}).items():
        yield f".{name}", child
    if isinstance(schema.get("items"), dict):
        yield "[]", schema["items"]
    if isinstance(schema.get("additionalProperties"), dict):
        yield "{}", schema["additionalProperties"]


def _all_paths(schema: Any, root: Any, path: str = "") -> set[str]:
    children = list(_children(schema, root))
    return {path}.union(*(_all_paths(child, root, path + step) for step, child in children))


def _paths(value: Any, schema: Any, root: Any, path: str = "") -> set[str]:
    if value is None:
        return set()
    paths = {path}
    for step, child in _children(schema, root):
        if step == "[]":
            below = value
        elif step == "{}":
            below = value.values()
        else:
            below = [value[step[1:]]] if step[1:] in value else []
        paths = paths.union(*(_paths(item, child, root, path + step) for item in below))
    return paths
