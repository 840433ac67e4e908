"""The exported documents are current, complete, and every reference in them leads somewhere."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from contracts.event import StateEvent
from contracts.event_catalog import EVENT_BY_TYPE, EVENTS, TOPICS
from contracts.export.__main__ import main
from contracts.export.asyncapi import asyncapi
from contracts.export.documents import PACKAGE, release, stale, write
from contracts.export.public_stream import STREAM
from contracts.export.schemas import schema_of

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def document() -> Any:
    return json.loads((PACKAGE / "asyncapi.json").read_text(encoding="utf-8"))


def test_the_committed_documents_are_current() -> None:
    assert stale(PACKAGE) == []


def test_a_changed_a_missing_and_a_left_over_document_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path)
    assert main(["--check", "--root", str(tmp_path)]) == 0
    (tmp_path / "asyncapi.json").write_text("{}")
    (tmp_path / "schemas/user.deleted.v1.json").unlink()
    (tmp_path / "schemas/user.forgotten.v1.json").write_text("{}")
    assert main(["--check", "--root", str(tmp_path)]) == 1
    assert stale(tmp_path) == [
        "asyncapi.json",
        "schemas/user.deleted.v1.json",
        "schemas/user.forgotten.v1.json",
    ]
    assert "stale: schemas/user.deleted.v1.json" in capsys.readouterr().err
    assert main(["--root", str(tmp_path)]) == 0
    assert stale(tmp_path) == []


def test_a_version_is_released_once(tmp_path: Path) -> None:
    assert main(["--root", str(tmp_path), "--release", "1.2.0"]) == 0
    released = tmp_path / "schemas/released/1.2.0"
    assert {path.stem for path in released.iterdir()} == EVENT_BY_TYPE.keys()
    with pytest.raises(FileExistsError):
        release(tmp_path, "1.2.0")


def test_a_schema_speaks_of_the_wire() -> None:
    schema: Any = schema_of(EVENT_BY_TYPE["stats.updated.v1"])
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == "urn:marquee:event:stats.updated.v1"
    assert schema["required"] == ["version", "mediaId", "kind", "tmdbId", "scores", "totalVotes", "computedAt"]
    assert schema["properties"]["version"]["description"] == (
        "Grows with every change of the subject; consumers ignore an event that is not newer."
    )
    assert schema["properties"]["averageRating"]["description"] == (
        "The weighted mean of the sources on a scale of 0 to 10; null when no source rated the title."
    )
    assert "title" not in schema["properties"]["totalVotes"]


def test_a_note_inside_a_part_is_in_the_schema() -> None:
    schema: Any = schema_of(EVENT_BY_TYPE["season.synced.v1"])
    assert schema["$defs"]["Episode"]["properties"]["airsAt"]["description"] == (
        "The instant of the first airing in UTC; null when only the day is known."
    )


def test_every_topic_has_a_channel_with_its_settings(document: Any) -> None:
    assert document["channels"].keys() == {STREAM, *(topic.name for topic in TOPICS)}
    for topic in TOPICS:
        kafka = document["channels"][topic.name]["bindings"]["kafka"]
        assert kafka["topic"] == topic.name
        assert kafka["partitions"] == topic.partitions
        assert ",".join(kafka["topicConfiguration"]["cleanup.policy"]) == topic.cleanup
        assert kafka["topicConfiguration"]["retention.ms"] == (-1 if topic.retention_ms is None else topic.retention_ms)


def test_every_publisher_sends_and_every_consumer_receives(document: Any) -> None:
    expected = {f"{event.spec.publisher}.send.{event.type}" for event in EVENTS} | {
        f"{consumer}.receive.{event.type}" for event in EVENTS for consumer in event.spec.consumers
    }
    assert document["operations"].keys() == expected | {f"gateway.send.{STREAM}"}
    for name in expected:
        operation = document["operations"][name]
        service, action, type_ = name.split(".", 2)
        assert operation["action"] == action
        assert operation["tags"] == [{"name": service}]
        assert operation["channel"] == {"$ref": f"#/channels/{EVENT_BY_TYPE[type_].topic}"}


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for child in value.values():
            yield from _references(child)
    elif isinstance(value, list):
        for child in value:
            yield from _references(child)


def _leads_somewhere(reference: str, document: Any) -> bool:
    if reference.startswith("./"):
        return (PACKAGE / reference).is_file()
    at = document
    for step in reference.removeprefix("#/").split("/"):
        if not isinstance(at, dict) or step not in at:
            return False
        at = at[step]
    return True


def test_every_reference_leads_somewhere(document: Any) -> None:
    references = set(_references(document))
    assert len(references) > len(EVENTS)
    assert [reference for reference in references if not _leads_somewhere(reference, document)] == []
    assert not _leads_somewhere("#/channels/nowhere", document)
    assert not _leads_somewhere("./schemas/nowhere.json", document)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type)
def test_every_message_is_shown_by_valid_examples(event: Any, document: Any) -> None:
    message = document["components"]["messages"][event.type]
    payload = Draft202012Validator(json.loads((PACKAGE / f"schemas/{event.type}.json").read_text(encoding="utf-8")))
    headers = Draft202012Validator(message["headers"])
    assert message["examples"]
    for example in message["examples"]:
        payload.validate(example["payload"])
        headers.validate(example["headers"])
        assert example["headers"]["ce_source"] == event.spec.publisher
    assert not payload.is_valid({})
    assert not headers.is_valid(message["examples"][0]["headers"] | {"ce_type": "another.v1"})


def test_every_key_is_described(document: Any) -> None:
    for event in EVENTS:
        key = document["components"]["messages"][event.type]["bindings"]["kafka"]["key"]
        assert key == {"type": "string", "description": (event.key.__doc__ or "").strip()}


def test_the_document_carries_the_version_it_is_given() -> None:
    document: Any = asyncapi("9.8.7")
    assert document["asyncapi"] == "3.0.0"
    assert document["info"]["version"] == "9.8.7"


def test_state_events_carry_a_version_and_nothing_else_does() -> None:
    assert {event.type for event in EVENTS if issubclass(event, StateEvent)} == {
        event.type for event in EVENTS if "version" in event.model_fields
    }
