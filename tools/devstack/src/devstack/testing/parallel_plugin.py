"""How tests are spread over processes (pytest-xdist): modules that share a server run in one."""

from collections.abc import Generator, Iterable, Mapping, Sequence
from typing import Final, SupportsIndex

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

BROKER: Final = "broker of the session"
DEMO: Final = "stack with the demo catalog"
CASES: Final = "stack with provider cases"
DOCUMENT: Final = "document of the whole API"

SERVERS: Final[Mapping[str, str]] = {
    "kafka_bootstrap": BROKER,
    "fragile_kafka": BROKER,
    "stack": DEMO,
    "cases": CASES,
    "applications": DOCUMENT,
}
"""The fixtures whose set-up takes 5 s of processor time or more, and what they set up."""

MODULES: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        (
            *(
                f"libs/chassis/tests/integration/test_{name}.py"
                for name in (
                    "consumer",
                    "dead_letters",
                    "large_batches",
                    "outages",
                    "outbox",
                    "producer",
                    "redrive",
                    "relay",
                    "relay_rounds",
                    "service",
                    "stopped_subscription",
                    "versions",
                )
            ),
            *(
                f"services/ingestion/tests/integration/api/test_{name}.py"
                for name in (
                    "access",
                    "bulk",
                    "external_lists",
                    "imports",
                    "job_triggers",
                    "jobs_and_state",
                    "openapi",
                    "search",
                    "statistics",
                    "streams",
                )
            ),
            "services/auth/tests/integration/dead_letters/test_redriving.py",
            "services/auth/tests/integration/entitlements/test_entitlements.py",
            "services/auth/tests/integration/library/test_replay.py",
            "services/catalog/tests/integration/test_process.py",
            "services/notifications/tests/integration/test_replay.py",
            "services/catalog/tests/integration/test_replay.py",
            "services/gateway/tests/component/test_rate_classes.py",
            "services/gateway/tests/integration/cache/test_announced_changes.py",
            "services/gateway/tests/integration/events/test_ending.py",
            "services/gateway/tests/integration/events/test_event_source.py",
            "services/gateway/tests/integration/events/test_feed.py",
            "services/gateway/tests/integration/events/test_history.py",
            "services/gateway/tests/integration/events/test_kills.py",
            "services/gateway/tests/integration/events/test_missing_topic.py",
            "services/gateway/tests/integration/events/test_stopping.py",
            "services/gateway/tests/integration/events/test_stream.py",
            "services/gateway/tests/integration/media/test_endings.py",
            "services/gateway/tests/integration/test_rate_class_feed.py",
            "services/gateway/tests/integration/test_revocation_feed.py",
            "services/ingestion/tests/integration/test_process.py",
            "services/insights/tests/integration/test_replay.py",
            "services/library/tests/integration/test_replay.py",
            "services/playback/tests/integration/test_replay.py",
            "services/search/tests/integration/test_indexing.py",
            "services/search/tests/integration/test_process.py",
            "services/social/tests/integration/test_replay.py",
            "services/sources/tests/integration/test_replay.py",
            "services/stats/tests/integration/test_replay.py",
            "tests/deploy/test_setup.py",
            "tools/devstack/tests/integration/test_backup.py",
            "tools/devstack/tests/integration/test_kafka.py",
        ),
        BROKER,
    ),
    **dict.fromkeys(
        (
            f"tests/e2e/test_{name}.py"
            for name in (
                "accounts",
                "billing_limits",
                "billing_pages",
                "cache",
                "images",
                "catalog_contract",
                "clients",
                "contract",
                "factors",
                "import_on_demand",
                "journey",
                "notifications",
                "pictures",
                "playback_pages",
                "privacy",
                "provider_sign_in",
                "replay",
                "roles",
                "library_player",
                "source_content",
                "source_pages",
                "sign_in_limit",
                "subscriptions",
                "together",
                "traces",
                "two_gateways",
                "user_media_contract",
                "whole_demo",
                "whole_dead_letters",
                "whole_pages",
                "whole_user_journeys",
                "whole_visitor_journeys",
                "whole_wording",
            )
        ),
        DEMO,
    ),
    **dict.fromkeys(
        (
            f"tests/api/test_{name}.py"
            for name in (
                "api_document",
                "authorization",
                "egress_reports",
                "ended_sessions",
                "no_impersonation",
                "request_errors",
                "routes",
            )
        ),
        DOCUMENT,
    ),
    **dict.fromkeys((f"tests/e2e/test_provider_{name}.py" for name in ("corrections", "episodes")), CASES),
}
"""The modules that use such a server. The process that spreads the tests knows their paths, not their fixtures."""

PLACES: Final[Mapping[str, int]] = {BROKER: 0, DOCUMENT: 1, DEMO: 2, CASES: 3}
"""The longest first: each runs in one process, and the others have something to do meanwhile."""

LAST: Final = frozenset({"tests/e2e/test_whole_demo.py"})
"""The modules that leave a shared server with too much for the others: the last ones of theirs."""

ORDER: Final = ("integration", "unit")
"""Kinds of tests after those that share a server: the shortest last, so that the processes end at the same time."""

LONG: Final = 32
"""Bytes that are longer are content, not the name of a case."""


class ModuleScheduling(LoadScopeScheduling):
    """Sends a module, or the modules that share a server, to one process: they share what their fixtures set up.

    `--dist loadgroup` is meant for this, but pytest-xdist 3.8 does not group anything with pytest 9.2.
    """

    def add_node_collection(self, node: WorkerController, collection: Sequence[str]) -> None:
        """Add the tests that a process has collected."""
        super().add_node_collection(node, collection)
        if node in self.registered_collections:
            self.registered_collections[node] = _Numbered(self.registered_collections[node])

    def mark_test_complete(self, node: WorkerController, item_index: int, duration: float = 0) -> None:
        """Mark a test as completed; a module that is complete is not counted again after each test that follows."""
        super().mark_test_complete(node, item_index, duration)
        scope = self._split_scope(self.registered_collections[node][item_index])
        if all(self.assigned_work[node][scope].values()):
            del self.assigned_work[node][scope]

    def _split_scope(self, nodeid: str) -> str:
        return server_of(nodeid) or _module(nodeid)


class _Numbered(list[str]):
    """The ids of tests, each with its number: to search the list for each of 26,000 took 18 s of processor time."""

    def __init__(self, nodeids: Iterable[str]) -> None:
        super().__init__(nodeids)
        self._numbers = {nodeid: number for number, nodeid in enumerate(self)}

    def index(self, nodeid: str, *_: SupportsIndex) -> int:
        """Return the number of a test."""
        return self._numbers[nodeid]


@pytest.hookimpl(optionalhook=True, wrapper=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """Return one process more than there are cores: tests on Kafka and of whole stacks wait half of their time."""
    return (yield) + 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ModuleScheduling:
    """Return the scheduler of a run in several processes."""
    return ModuleScheduling(config, log)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name content by its parameter: an archive has the time of its files, and every process must collect the same."""
    return argname if isinstance(val, bytes) and len(val) > LONG else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the tests by server and kind; each process collects them in the same order."""
    items.sort(key=_rank)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Fail the tests of a module that uses a shared server and is not listed with it."""
    if problem := unlisted(item.nodeid, getattr(item, "fixturenames", ())):
        pytest.fail(problem, pytrace=False)


def server_of(nodeid: str) -> str | None:
    """Return the server that the module of a test shares with others."""
    return MODULES.get(_module(nodeid))


def unlisted(nodeid: str, fixtures: Iterable[str]) -> str | None:
    """Return what to add to MODULES if a test with these fixtures uses a server with which its module is not listed."""
    path = _module(nodeid)
    used = {SERVERS[name] for name in fixtures if name in SERVERS}
    for server in used - {server_of(nodeid)}:
        return f"{path} uses the {server}: list it in MODULES of {__name__}"
    return None


def _module(nodeid: str) -> str:
    return nodeid.partition("::")[0]


def _rank(item: pytest.Item) -> tuple[int, bool, int]:
    place = PLACES.get(server_of(item.nodeid) or "", len(PLACES))
    return (
        place,
        _module(item.nodeid) in LAST,
        next((rank for rank, name in enumerate(ORDER) if item.get_closest_marker(name)), len(ORDER)),
    )
