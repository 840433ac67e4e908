"""Definitions of resources that no registry has are made from our schemas, and every kind that we use has one."""

import json

import pytest

from cluster_checks.definitions import FILES, OWN, SCHEMAS, STRIMZI, structural

pytestmark = pytest.mark.unit


def test_a_schema_becomes_structural() -> None:
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Example",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "apiVersion": {"const": "example.org/v1"},
            "metadata": {"type": "object", "additionalProperties": False, "properties": {"name": {"type": "string"}}},
            "spec": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "size": {"type": ["integer", "string"]},
                    "mode": {"enum": ["a", "b"]},
                    "names": {"type": "object", "additionalProperties": {"type": "string"}},
                    "items": {"type": "array", "minItems": 1, "items": {"type": "integer", "minimum": 1}},
                },
                "required": ["size"],
            },
        },
        "required": ["apiVersion", "metadata", "spec"],
    }
    assert structural(schema) == {
        "type": "object",
        "required": ["spec"],
        "properties": {
            "metadata": {"type": "object"},
            "spec": {
                "type": "object",
                "required": ["size"],
                "properties": {
                    "size": {"x-kubernetes-int-or-string": True},
                    "mode": {"type": "string", "enum": ["a", "b"]},
                    "names": {"type": "object", "additionalProperties": {"type": "string"}},
                    "items": {"type": "array", "minItems": 1, "items": {"type": "integer", "minimum": 1}},
                },
            },
        },
    }


def test_every_kind_with_a_schema_has_a_definition() -> None:
    kinds = {path.stem.rsplit("-", 1)[-1] for path in SCHEMAS.glob("*.json")}
    files = {path.rsplit("_", 1)[-1].removesuffix("s.yaml") for paths in FILES.values() for path in paths}
    assert {kind.lower() for kind in kinds} == files | {kind.lower() for kind in {*STRIMZI, *OWN}}


def test_every_schema_is_of_the_kind_in_its_name() -> None:
    for kind in OWN:
        schema = json.loads((SCHEMAS / f"postgresql.cnpg.io-v1-{kind}.json").read_text("utf-8"))
        assert schema["properties"]["kind"] == {"const": kind}
