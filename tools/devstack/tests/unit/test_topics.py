"""A topic's settings on the broker follow its specification."""

import pytest

from contracts.topics import DAY_MS, TopicSpec
from devstack.topics import configuration

pytestmark = pytest.mark.unit


def test_state_is_compacted_and_kept_for_ever() -> None:
    assert configuration(TopicSpec("media.imported", 6, "compact", None)) == {
        "cleanup.policy": "compact",
        "retention.ms": "-1",
        "min.cleanable.dirty.ratio": "0.2",
    }


def test_happenings_are_kept_for_their_time() -> None:
    assert configuration(TopicSpec("play.recorded", 6, "delete", 800 * DAY_MS)) == {
        "cleanup.policy": "delete",
        "retention.ms": "69120000000",
    }
