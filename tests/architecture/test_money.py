"""Money is an integer in minor units: no float, and nothing that makes one, where amounts are computed or stored."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

pytestmark = pytest.mark.unit

COMPUTED: Final = ("domain", "application", "infrastructure")
"""The layers of billing that compute or store amounts. Providers have deadlines in seconds, documents have sizes."""
NAMES: Final = frozenset({"float", "Float", "Double", "REAL", "DOUBLE_PRECISION", "Numeric", "Decimal"})
FRACTIONS: Final = ("seconds", "SECONDS", "interval", "postgresql_with")
"""Names that end so hold a time, or a setting of a table, which may have a fraction."""


def mistakes(source: str) -> Iterator[str]:
    """Return where a module uses what is no integer."""
    tree = ast.parse(source)
    fractions = set(_fractions(tree))
    for node in ast.walk(tree):
        if id(node) in fractions:
            continue
        match node:
            case ast.Constant(value=float()):
                yield f"line {node.lineno}: {node.value!r}"
            case ast.Name(id=name) | ast.Attribute(attr=name) if name in NAMES:
                yield f"line {node.lineno}: {name}"
            case ast.BinOp(op=ast.Div()) | ast.AugAssign(op=ast.Div()):
                yield f"line {node.lineno}: a division with a fraction"
            case ast.Call(func=ast.Name(id="round")):
                yield f"line {node.lineno}: round"


def _fractions(tree: ast.AST) -> Iterator[int]:
    """Return the nodes below assignments and arguments whose name says that they may have a fraction."""
    for node in ast.walk(tree):
        name = ""
        match node:
            case ast.AnnAssign(target=ast.Name(id=name)) | ast.arg(arg=name) | ast.keyword(arg=str(name)):
                pass
            case ast.Assign(targets=[ast.Name(id=name)]):
                pass
        if name.endswith(FRACTIONS):
            yield from (id(child) for child in ast.walk(node))


def test_billing_computes_with_integers(root: Path) -> None:
    files = [path for layer in COMPUTED for path in (root / "services/billing/src/billing" / layer).rglob("*.py")]
    assert len(files) > 50
    problems = [f"{path.relative_to(root)}: {what}" for path in files for what in mistakes(path.read_text())]
    assert problems == []


@pytest.mark.parametrize(
    "source",
    [
        "amount: float = 1",
        "total = 9.99",
        "share = amount / 12",
        "amount /= 12",
        "Column('amount', Numeric)",
        "value = decimal.Decimal('9.99')",
        "value = round(amount)",
    ],
)
def test_a_mistake_is_named(source: str) -> None:
    assert len(list(mistakes(source))) == 1


@pytest.mark.parametrize(
    "source", ["amount = 999", "share = amount // 12", "PAUSE_SECONDS: float = 0.5", "path = 'a/b'", "run(seconds=0.5)"]
)
def test_integers_and_times_are_allowed(source: str) -> None:
    assert list(mistakes(source)) == []
