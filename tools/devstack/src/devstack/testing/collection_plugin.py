"""Garbage collection of a test process: not while tests are collected, not of what that has loaded, and less often."""

import gc
from collections.abc import Generator

import pytest

from chassis.runtime.garbage_collection import MIDDLE_COLLECTIONS, OLD_COLLECTIONS, YOUNG_OBJECTS


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Exempt the modules and the tests from garbage collection: they live as long as the process."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        # By Python's thresholds, a twelfth of the processor time of the services' tests was collection.
        gc.set_threshold(YOUNG_OBJECTS, MIDDLE_COLLECTIONS, OLD_COLLECTIONS)
        gc.enable()
