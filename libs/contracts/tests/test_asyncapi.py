"""The AsyncAPI document follows the schema of AsyncAPI 3.0, with its schemas in files and in one piece."""

import copy
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator, Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from contracts.event_catalog import EVENTS, PUBLIC_EVENTS
from contracts.export.asyncapi import asyncapi
from contracts.export.bundle import bundled
from contracts.export.public_stream import STREAM

pytestmark = pytest.mark.unit

SPECIFICATION = Path(__file__).with_name("asyncapi-3.0.0.json.gz")
"""`schemas/3.0.0-without-$id.json` of the package @asyncapi/specs 6.8.1 (Apache License 2.0), without white space."""


@pytest.fixture(scope="module")
def specification() -> Draft7Validator:
    return Draft7Validator(json.loads(gzip.decompress(SPECIFICATION.read_bytes())))


@pytest.fixture(scope="module")
def whole() -> Any:
    return bundled("1.2.3")


def test_documents_follow_the_specification(specification: Draft7Validator, whole: Any) -> None:
    for document in (asyncapi("1.2.3"), whole):
        assert [error.message for error in specification.iter_errors(document)] == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("asyncapi",), "2.6.0"),
        (("info", "version"), 3),
        (("channels", STREAM, "messages"), []),
        (("operations", f"gateway.send.{STREAM}", "action"), "publish"),
        (("operations", f"gateway.send.{STREAM}", "channel"), None),
        (("components", "messages", "media.imported.v1", "examples"), {}),
    ],
)
def test_a_document_that_does_not_is_reported(
    specification: Draft7Validator, whole: Any, path: tuple[str, ...], value: object
) -> None:
    changed = copy.deepcopy(whole)
    at = changed
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    assert not specification.is_valid(changed)


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for child in node.values():
            yield from references(child)
    elif isinstance(node, list):
        for child in node:
            yield from references(child)


def test_every_reference_of_the_whole_document_leads_to_a_part_of_it(whole: Any) -> None:
    targets = set(references(whole))
    assert len(targets) > 2 * len(EVENTS)
    for reference in targets:
        assert reference.startswith("#/")
        at = whole
        for step in reference[2:].split("/"):
            at = at[step]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type)
def test_examples_are_valid_within_the_whole_document(event: Any, whole: Any) -> None:
    names = [event.type] + ([f"public.{event.type}"] if event in PUBLIC_EVENTS else [])
    registry: Registry[Any] = Registry().with_resource("urn:document", DRAFT202012.create_resource(whole))
    for name in names:
        schema = {"$ref": f"urn:document#/components/messages/{name}/payload/schema"}
        validator = Draft202012Validator(schema, registry=registry)
        for example in whole["components"]["messages"][name]["examples"]:
            validator.validate(example["payload"])
        assert not validator.is_valid({})
