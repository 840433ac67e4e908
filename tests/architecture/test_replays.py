"""A replay forgets which events were applied; otherwise the events of the last weeks would not be applied again."""

from collections.abc import Collection, Mapping, Sequence
from importlib import import_module

import pytest

from contracts.event_catalog import EVENTS
from devstack.services import SERVICES

pytestmark = pytest.mark.unit

CONSUMERS = sorted({name for event in EVENTS for name in event.spec.consumers if name in SERVICES})
WITHOUT_READ_MODEL = {"ingestion"}
"""Services whose tables are all decisions of their own."""


def incomplete(read_models: Mapping[str, Sequence[str]], without: Collection[str]) -> list[str]:
    """Return each service whose replay would change nothing, or would leave out what its inbox knows."""
    return [
        f"{service}: {'no read model' if not tables else 'the inbox stays'}"
        for service, tables in read_models.items()
        if service not in without and "inbox" not in tables
    ]


def test_every_replay_empties_the_inbox() -> None:
    read_models = {
        service: [table.name for table in getattr(import_module(f"{service}.infrastructure.tables"), "READ_MODEL", ())]
        for service in CONSUMERS
    }
    assert len(read_models) == 13
    assert incomplete(read_models, WITHOUT_READ_MODEL) == []


def test_a_replay_that_leaves_the_inbox_is_reported() -> None:
    read_models = {"a": ["users"], "b": ["users", "inbox"], "c": [], "d": []}
    assert incomplete(read_models, {"d"}) == ["a: the inbox stays", "c: no read model"]
