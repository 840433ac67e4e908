"""Services speak the events that `contracts.flows` says they speak: nobody publishes or reads another's in secret."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import PurePath

import pytest

from contracts.flows import FLOWS

pytestmark = pytest.mark.unit

BY_NAME = {event.__name__: flow for event, flow in FLOWS.items()}


def strays(sources: Mapping[str, str]) -> list[str]:
    """Name each event that a service makes without being its publisher, or handles without being declared."""
    problems = []
    for path, text in sources.items():
        parts = PurePath(path).parts
        if parts[0] == "services":
            tree = ast.parse(text)
            made = set(_made(tree))
            problems += [f"{path}: makes {name}" for name in sorted(made) if BY_NAME[name].publisher != parts[3]]
            problems += [
                f"{path}: reads {name}"
                for name in sorted(set(_imported(tree)) - made)
                if parts[3] not in (BY_NAME[name].publisher, *BY_NAME[name].consumers)
            ]
    return problems


def _made(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in BY_NAME:
            yield node.func.id


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from (alias.name for alias in node.names if alias.name in BY_NAME)


def test_services_keep_to_the_declared_flows(project: Mapping[str, str]) -> None:
    assert strays(project) == []


@pytest.mark.parametrize(
    ("path", "text", "says"),
    [
        (
            "services/stats/src/stats/infrastructure/event_mapping.py",
            "from contracts.auth import UserDeletedV1\nE = UserDeletedV1(version=1)\n",
            "makes UserDeletedV1",
        ),
        (
            "services/stats/src/stats/presentation/consumers.py",
            "from contracts.auth import UserDeletedV1\nT = UserDeletedV1.topic\n",
            "reads UserDeletedV1",
        ),
    ],
)
def test_a_stray_event_is_named(path: str, text: str, says: str) -> None:
    assert strays({path: text}) == [f"{path}: {says}"]


def test_declared_events_are_no_strays() -> None:
    allowed = {
        "services/auth/src/auth/infrastructure/event_mapping.py": "from contracts.auth import UserDeletedV1\n"
        "E = UserDeletedV1(version=1)\n",
        "services/library/src/library/presentation/consumers.py": "from contracts.auth import UserDeletedV1\n"
        "T = UserDeletedV1.topic\n",
    }
    assert strays(allowed) == []
