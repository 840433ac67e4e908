"""Formats of IRIs are validated although the grammar is not loaded with jsonschema."""

import subprocess
import sys

import pytest
from jsonschema import Draft202012Validator

from devstack.testing.iri_plugin import LIBRARY

pytestmark = pytest.mark.unit

LOADED = f"""
import sys
import devstack.testing.iri_plugin
from jsonschema import Draft202012Validator
assert "lark" not in sys.modules
schema = {{"type": "string", "format": "iri"}}
validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
assert validator.is_valid("https://пример.example/ї")
assert not validator.is_valid("no iri")
assert sys.modules["{LIBRARY}"].is_valid_syntax("iri", "urn:x")
assert "lark" in sys.modules
"""


@pytest.mark.parametrize(
    ("form", "text", "is_valid"),
    [
        ("iri", "https://пример.example/ї", True),
        ("iri", "../relative", False),
        ("iri-reference", "../relative", True),
        ("iri-reference", "a b", False),
    ],
)
def test_iris_are_validated(form: str, text: str, is_valid: bool) -> None:
    checker = Draft202012Validator.FORMAT_CHECKER
    assert Draft202012Validator({"format": form}, format_checker=checker).is_valid(text) is is_valid


def test_the_grammar_is_loaded_when_a_text_is_validated() -> None:
    subprocess.run([sys.executable, "-c", LOADED], check=True, timeout=120)
