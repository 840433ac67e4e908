"""Every rule that a client can break has a code of its own."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

GENERAL = frozenset({"value_error", "assertion_error"})
"""Codes of the framework for every error of a validator: their rules cannot be distinguished."""
VALIDATORS = frozenset({"field_validator", "model_validator", "AfterValidator", "BeforeValidator"})


def general_rules(source: str) -> Iterator[int]:
    """Return the lines of a module that state a general code, or raise an error that gets one."""
    tree = ast.parse(source)
    applied = {name.id for name in _applied(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node.value in GENERAL:
            yield node.lineno
        if isinstance(node, ast.FunctionDef) and (node.name in applied or any(map(_validates, node.decorator_list))):
            raises = (inner for inner in ast.walk(node) if isinstance(inner, ast.Raise))
            yield from (raised.lineno for raised in raises if _is_value_error(raised))


def _applied(tree: ast.Module) -> Iterator[ast.Name]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _validates(node):
            yield from (argument for argument in node.args if isinstance(argument, ast.Name))


def _validates(node: ast.expr) -> bool:
    called = node.func if isinstance(node, ast.Call) else node
    return isinstance(called, ast.Name) and called.id in VALIDATORS


def _is_value_error(raised: ast.Raise) -> bool:
    called = raised.exc.func if isinstance(raised.exc, ast.Call) else raised.exc
    return isinstance(called, ast.Name) and called.id in ("ValueError", "AssertionError")


def test_every_rule_of_a_request_has_its_own_code(root: Path) -> None:
    modules = sorted(root.glob("services/*/src/*/presentation/**/*.py"))
    assert len(modules) > 200
    problems = [
        f"{module.relative_to(root)}:{line}" for module in modules for line in general_rules(module.read_text())
    ]
    assert problems == []


@pytest.mark.parametrize(
    "source",
    [
        '@field_validator("a")\ndef check(value: str) -> str:\n    raise ValueError("must be even")\n',
        "def check(value: str) -> str:\n    raise ValueError\n\n\nEven = AfterValidator(check)\n",
        'def check(value: str) -> str:\n    return Problem("a", "body", "value_error", "must be even")\n',
    ],
)
def test_a_rule_without_a_code_is_found(source: str) -> None:
    assert list(general_rules(source)) != []
