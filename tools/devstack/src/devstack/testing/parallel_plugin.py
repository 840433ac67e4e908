"""How tests are spread over processes (pytest-xdist): a module stays together, and whole stacks come last."""

from typing import Final

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

ORDER: Final = ("integration", "unit", "e2e")
"""Whole stacks last: a stack lives until the session ends, and its processes take time from every test beside it."""

SHARED_STACKS: Final = {
    "tests/e2e/test_import_on_demand.py": "stack with the demo catalog",
    "tests/e2e/test_journey.py": "stack with the demo catalog",
    "tests/e2e/test_privacy.py": "stack with the demo catalog",
    "tests/e2e/test_replay.py": "stack with the demo catalog",
    "tests/e2e/test_provider_corrections.py": "stack with provider cases",
    "tests/e2e/test_provider_episodes.py": "stack with provider cases",
}
"""Modules that use one stack, and so run in one process."""


class ModuleScheduling(LoadScopeScheduling):
    """Sends a module, or the modules that share a stack, to one process: they share what their fixtures set up.

    `--dist loadgroup` is meant for this, but pytest-xdist 3.8 does not group anything with pytest 9.2.
    """

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        return SHARED_STACKS.get(path, path)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ModuleScheduling:
    """Return the scheduler of a run in several processes."""
    return ModuleScheduling(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the tests by kind; each process collects them in the same order."""
    items.sort(key=_rank)


def _rank(item: pytest.Item) -> int:
    return next((rank for rank, name in enumerate(ORDER) if item.get_closest_marker(name)), len(ORDER))
