"""How tests are spread over processes (pytest-xdist): a module stays together, and whole stacks come last."""

import pytest

ORDER = ("integration", "unit", "e2e")
"""Whole stacks last: a stack lives until the session ends, and its processes take time from every test beside it."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the tests, and keep those of a module in one process: they share what the module set up.

    Journeys on one stack share that stack, whatever module they are in (`xdist_group`).
    """
    items.sort(key=_rank)
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(_group(item)))


def _rank(item: pytest.Item) -> int:
    return next((rank for rank, name in enumerate(ORDER) if item.get_closest_marker(name)), len(ORDER))


def _group(item: pytest.Item) -> str:
    shared = {"stack", "cases"} & set(getattr(item, "fixturenames", ()))
    return f"e2e-{shared.pop()}" if shared and item.get_closest_marker("e2e") else item.nodeid.partition("::")[0]
