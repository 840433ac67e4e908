"""A reader agrees with its contract: the same fields and types, and the same values of every record."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import Field, ValidationError

from contracts.event import Contract, Event
from contracts.examples import EXAMPLES
from contracts.ingestion import Episode, MediaImportedV1, SeasonSyncedV1
from contracts.readers import billing, insights, library, notifications, search, sources, stats
from contracts.readers.reader import Reader, reader_problems
from contracts.stats import Scores, StatsUpdatedV1

pytestmark = pytest.mark.unit

GOLDEN = Path(__file__).parent / "golden"
CONSUMERS = {
    "billing": billing,
    "insights": insights,
    "library": library,
    "notifications": notifications,
    "search": search,
    "sources": sources,
    "stats": stats,
}


def _readers() -> Iterator[tuple[str, type[Reader]]]:
    """Yield the readers of events, by consumer."""
    for consumer, module in CONSUMERS.items():
        for value in vars(module).values():
            reader = isinstance(value, type) and issubclass(value, Reader) and value is not Reader
            if reader and issubclass(value.contract, Event):
                yield consumer, value


EACH = [pytest.param(consumer, reader, id=f"{consumer}-{reader.__name__}") for consumer, reader in _readers()]


def _agrees(read: object, written: object) -> bool:
    """Return whether each value that was read is the one that was written."""
    if isinstance(read, Reader):
        return all(_agrees(getattr(read, name), getattr(written, name)) for name in type(read).model_fields)
    if isinstance(read, tuple) and isinstance(written, tuple):
        return len(read) == len(written) and all(map(_agrees, read, written))
    if isinstance(read, Mapping) and isinstance(written, Mapping):
        return read.keys() == written.keys() and all(_agrees(read[name], written[name]) for name in read)
    return read == written


@pytest.mark.parametrize(("consumer", "reader"), EACH)
def test_reader_has_the_fields_of_its_contract(consumer: str, reader: type[Reader]) -> None:
    assert reader_problems(reader) == []
    assert issubclass(reader.contract, Event)
    assert consumer in reader.contract.spec.consumers


@pytest.mark.parametrize(("consumer", "reader"), EACH)
def test_examples_are_read_as_they_were_written(consumer: str, reader: type[Reader]) -> None:
    examples = [example for example in EXAMPLES if type(example) is reader.contract]
    assert examples, consumer
    for example in examples:
        assert _agrees(reader.model_validate_json(example.to_json()), example)


@pytest.mark.parametrize(("consumer", "reader"), EACH)
def test_every_event_is_read_as_it_was_written(
    consumer: str, reader: type[Reader], instances: Callable[[type[Contract]], st.SearchStrategy[Any]]
) -> None:
    @settings(max_examples=20, deadline=None, derandomize=True, database=None)
    @given(written=instances(reader.contract))
    def agrees(written: Event) -> None:
        assert _agrees(reader.model_validate_json(written.to_json()), written), consumer

    agrees()


@pytest.mark.parametrize(("consumer", "reader"), EACH)
def test_old_records_are_read_as_by_the_contract(consumer: str, reader: type[Reader]) -> None:
    assert issubclass(reader.contract, Event)
    samples = json.loads((GOLDEN / f"{reader.contract.type}.json").read_text(encoding="utf-8"))
    for sample in samples:
        body = json.dumps(sample["body"])
        assert _agrees(reader.model_validate_json(body), reader.contract.model_validate_json(body)), consumer


@pytest.mark.parametrize(("consumer", "reader"), EACH)
def test_record_without_a_required_field_is_rejected(consumer: str, reader: type[Reader]) -> None:
    example = next(example for example in EXAMPLES if type(example) is reader.contract)
    for name, field in reader.model_fields.items():
        body = json.loads(example.to_json())
        del body[field.alias]
        if field.is_required():
            with pytest.raises(ValidationError, match=str(field.alias)):
                reader.model_validate_json(json.dumps(body))
        else:
            assert hasattr(reader.model_validate_json(json.dumps(body)), name), consumer


class Renamed(Reader):
    contract: ClassVar[type[Contract]] = MediaImportedV1
    name: str


class Retyped(Reader):
    contract: ClassVar[type[Contract]] = StatsUpdatedV1
    total_votes: float = Field(ge=0)


class Unbounded(Reader):
    contract: ClassVar[type[Contract]] = Scores
    ratingo: float


class Bounded(Reader):
    contract: ClassVar[type[Contract]] = MediaImportedV1
    runtime_minutes: int | None = Field(default=None, ge=0)


class Demanding(Reader):
    contract: ClassVar[type[Contract]] = MediaImportedV1
    overview: str | None


class Defaulted(Reader):
    contract: ClassVar[type[Contract]] = SeasonSyncedV1
    part: int = Field(default=0, ge=1)


class UnknownPart(Reader):
    contract: ClassVar[type[Contract]] = Episode
    season: int


class Nested(Reader):
    contract: ClassVar[type[Contract]] = SeasonSyncedV1
    episodes: tuple[UnknownPart, ...] = ()


class OfAnotherPart(Reader):
    contract: ClassVar[type[Contract]] = StatsUpdatedV1
    scores: UnknownPart


@pytest.mark.parametrize(
    ("reader", "problem"),
    [
        (Renamed, "Renamed.name: MediaImportedV1 has no such field"),
        (Retyped, "Retyped.total_votes: type must be"),
        (Unbounded, "Unbounded.ratingo: constraints must be"),
        (Bounded, "Bounded.runtime_minutes: constraints must be"),
        (Demanding, "Demanding.overview: must be required or have a default as in MediaImportedV1"),
        (Defaulted, "Defaulted.part: must be required or have a default as in SeasonSyncedV1"),
        (Nested, "UnknownPart.season: Episode has no such field"),
        (OfAnotherPart, "OfAnotherPart.scores: type must be"),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_reader_that_disagrees_is_reported(reader: type[Reader], problem: str) -> None:
    assert any(line.startswith(problem) for line in reader_problems(reader)), reader_problems(reader)
