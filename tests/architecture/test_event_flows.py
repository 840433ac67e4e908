"""A service publishes and reads exactly the events whose declarations name it."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import PurePath

import pytest

from contracts.event import STREAMER, Event, ResponsesChanged
from contracts.event_catalog import EVENTS

pytestmark = pytest.mark.unit

BY_NAME = {event.__name__: event.spec for event in EVENTS}
# Released contracts whose publisher has no such use case yet.
PLANNED: set[str] = set()


def strays(sources: Mapping[str, str]) -> list[str]:
    """Return each event that a service makes without being its publisher, or handles without being declared."""
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


def unused(sources: Mapping[str, str]) -> set[str]:
    """Return `<service> <type>` of each declared service whose source does not mention the event class.

    The gateway reads public events by their forms, and announcements by their base. The chassis makes announcements, of
    the keys that a service states.
    """
    return {
        f"{service} {event.type}"
        for event in EVENTS
        for service in (event.spec.publisher, *event.spec.consumers)
        for name in (_mention(event, service),)
        if not any(name in text for path, text in sources.items() if path.startswith(f"services/{service}/"))
    }


def _mention(event: type[Event], service: str) -> str:
    """Return what the source of a service that uses an event has in it."""
    if issubclass(event, ResponsesChanged):
        return "ANNOUNCEMENTS" if service == STREAMER else f'ResponseKeys("{service}")'
    return "PUBLIC_FORMS" if event.spec.public and service == STREAMER else event.__name__


def test_services_keep_to_the_declared_flows(project: Mapping[str, str]) -> None:
    assert strays(project) == []
    assert unused(project) == PLANNED


def test_declared_service_that_does_not_use_the_event_is_reported(project: Mapping[str, str]) -> None:
    without = {path: text for path, text in project.items() if not path.startswith("services/gateway/")}
    declared = {f"gateway {event.type}" for event in EVENTS if "gateway" in event.spec.consumers}
    assert unused(without) - PLANNED == declared
    assert {"gateway session.revoked.v1", "gateway media.imported.v1"} <= declared


@pytest.mark.parametrize(
    ("path", "text", "says"),
    [
        (
            "services/stats/src/stats/infrastructure/event_mapping.py",
            "from contracts.auth import UserDeletedV1\nE = UserDeletedV1(version=1)\n",
            "makes UserDeletedV1",
        ),
        (
            "services/search/src/search/presentation/consumers.py",
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
