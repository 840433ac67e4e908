"""The collector of a server process."""

import gc
from collections.abc import Iterator

import pytest

from chassis.runtime.garbage_collection import YOUNG_OBJECTS, relax_collection

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def collector() -> Iterator[None]:
    """Restore the collector of the test process."""
    thresholds, excluded = gc.get_threshold(), gc.get_freeze_count()
    gc.unfreeze()
    yield
    gc.set_threshold(*thresholds)
    gc.unfreeze()
    if excluded:
        gc.freeze()


def test_live_objects_are_excluded_from_collections() -> None:
    """What exists at the start is never scanned again."""
    relax_collection()

    assert gc.get_freeze_count() > 1_000


def test_cycles_are_still_collected() -> None:
    """Fewer collections are no leak: a cycle made afterwards is found."""
    relax_collection()
    cycle: list[object] = []
    cycle.append(cycle)
    identity = id(cycle)
    del cycle

    assert gc.get_threshold()[0] == YOUNG_OBJECTS
    assert any(id(young) == identity for young in gc.get_objects(generation=0))
    assert gc.collect() >= 1
