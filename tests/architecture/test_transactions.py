"""A commit is a use case's decision, and nothing reaches the broker but through the outbox."""

import ast
from collections.abc import Collection, Iterator, Mapping
from pathlib import PurePath

import pytest

pytestmark = pytest.mark.unit

PRODUCERS = {"AIOKafkaProducer", "KafkaBroker", "KafkaRouter"}
OUTLETS = ("broker", "producer", "publisher")
COPIES = frozenset({"tools/devstack/src/devstack/backup/log.py"})
"""What writes records as they were, which an outbox published before."""
SENDING = {"publish", "publish_batch", "send", "send_and_wait", "send_batch", "request"}


def commits_elsewhere(sources: Mapping[str, str]) -> list[str]:
    """Return every `.commit(` outside the chassis and the application layers.

    An adapter's own `commit` may pass the call on, and the `begin` of a unit of work commits when its block ends.
    """
    return [
        f"{path}:{call.lineno}: .commit("
        for path, text in sources.items()
        if not _in_chassis(path) and _layer(path) != "application" and path not in COPIES
        for call in _calls(ast.parse(text), outside=("commit", "begin"))
        if isinstance(call.func, ast.Attribute) and call.func.attr == "commit"
    ]


def broker_writes(sources: Mapping[str, str]) -> list[str]:
    """Return every import of a producer and every send on one outside the chassis."""
    problems = []
    for path, text in sources.items():
        if not _in_chassis(path) and path not in COPIES:
            tree = ast.parse(text)
            problems += [f"{path}:{line}: imports {name}" for line, name in _producer_imports(tree)]
            problems += [f"{path}:{call.lineno}: {ast.unparse(call.func)}(" for call in _calls(tree) if _sends(call)]
    return problems


def _in_chassis(path: str) -> bool:
    return path.startswith("libs/chassis/")


def _layer(path: str) -> str:
    parts = PurePath(path).with_suffix("").parts
    return parts[4] if parts[0] == "services" and len(parts) > 4 else ""


def _calls(node: ast.AST, outside: Collection[str] = ()) -> Iterator[ast.Call]:
    """Return the calls below `node`, without those inside functions named in `outside`."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) and child.name in outside:
            continue
        if isinstance(child, ast.Call):
            yield child
        yield from _calls(child, outside)


def _sends(call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in SENDING:
        return False
    receiver = ast.unparse(call.func.value).rsplit(".", 1)[-1].lower()
    return any(outlet in receiver for outlet in OUTLETS)


def _producer_imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if alias.name in PRODUCERS or (
                    node.module == "chassis.messaging.publishing.producer" and alias.name == "Producer"
                ):
                    yield node.lineno, alias.name
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if (
                    alias.name in {"aiokafka", "chassis.messaging.publishing.producer"}
                    or alias.name.split(".")[0] == "faststream"
                ):
                    yield node.lineno, alias.name


def test_only_use_cases_commit(project: Mapping[str, str]) -> None:
    assert commits_elsewhere(project) == []


def test_only_the_chassis_writes_to_the_broker(project: Mapping[str, str]) -> None:
    assert broker_writes(project) == []


@pytest.mark.parametrize(
    "path",
    [
        "services/catalog/src/catalog/presentation/http.py",
        "services/catalog/src/catalog/infrastructure/titles.py",
        "services/catalog/src/catalog/bootstrap.py",
        "services/catalog/src/catalog/presentation.py",
        "tools/devstack/src/devstack/servers/schemas.py",
    ],
)
def test_a_commit_elsewhere_is_named(path: str) -> None:
    seeded = "async def save(session):\n    session.add(1)\n    await session.commit()\n"
    assert commits_elsewhere({path: seeded}) == [f"{path}:3: .commit("]


def test_a_use_case_and_the_chassis_may_commit_and_an_adapter_may_pass_it_on() -> None:
    seeded = "async def save(work):\n    await work.commit()\n"
    passed_on = "class Work:\n    async def commit(self):\n        await self._transaction.commit()\n"
    at_the_end = "class Units:\n    async def begin(self):\n        yield work\n        await work.commit()\n"
    allowed = {
        "services/catalog/src/catalog/application/titles.py": seeded,
        "services/catalog/src/catalog/application.py": seeded,
        "libs/chassis/src/chassis/transaction.py": seeded,
        "services/catalog/src/catalog/infrastructure/unit_of_work.py": passed_on + at_the_end,
    }
    assert commits_elsewhere(allowed) == []


@pytest.mark.parametrize(
    ("seeded", "named"),
    [
        ("from aiokafka import AIOKafkaProducer\n", "1: imports AIOKafkaProducer"),
        ("import aiokafka\n", "1: imports aiokafka"),
        ("import faststream.kafka\n", "1: imports faststream.kafka"),
        ("from chassis.messaging.publishing.producer import Producer\n", "1: imports Producer"),
        ("async def f(broker):\n    await broker.publish(1, 'media.imported')\n", "2: broker.publish("),
        ("async def f(self):\n    await self._producer.send_and_wait('t', b'')\n", "2: self._producer.send_and_wait("),
    ],
)
def test_a_write_past_the_outbox_is_named(seeded: str, named: str) -> None:
    path = "services/catalog/src/catalog/infrastructure/titles.py"
    assert broker_writes({path: seeded}) == [f"{path}:{named}"]


def test_only_the_chassis_may_send_to_the_broker() -> None:
    allowed = {
        "services/catalog/src/catalog/infrastructure/unit_of_work.py": (
            "from chassis.messaging.transaction import Transaction\n"
            "async def f(transaction):\n    await transaction.publish(1)\n"
        ),
        "tools/devstack/src/devstack/servers/topics.py": "from aiokafka.admin import AIOKafkaAdminClient\n",
        "libs/chassis/src/chassis/messaging/producer.py": "from aiokafka import AIOKafkaProducer\n",
    }
    assert broker_writes(allowed) == []
