"""An old consumer reads what a newer producer writes: each object of an event may have unknown fields."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, ValidationError

from contracts.event_catalog import EVENTS
from contracts.readers import billing, insights, library, notifications, search, stats
from contracts.readers.reader import Reader

pytestmark = pytest.mark.unit

GOLDEN = Path(__file__).parent / "golden"
ADDED: dict[str, Any] = {"ofATomorrow": {"nested": [1, None]}, "another": "text"}


def _models() -> Iterator[Any]:
    """Yield each event with the class that reads it: the contract, and the reader of each consumer that has one."""
    for event in EVENTS:
        yield pytest.param(event.type, event, id=event.type)
    for consumer in (billing, insights, library, notifications, search, stats):
        for name, value in vars(consumer).items():
            if isinstance(value, type) and issubclass(value, Reader) and value is not Reader:
                type_ = getattr(value.contract, "type", None)
                if type_ is not None:
                    yield pytest.param(type_, value, id=f"{consumer.__name__.rpartition('.')[2]}-{name}")


def samples(type_: str) -> list[Any]:
    """Return the bodies of the golden samples of a type."""
    return [sample["body"] for sample in json.loads((GOLDEN / f"{type_}.json").read_text(encoding="utf-8"))]


def with_unknown_fields(model: type[BaseModel], body: dict[str, Any]) -> dict[str, Any]:
    """Return the body with fields of tomorrow in it and in every object that a model stands for, not in plain maps."""
    plain = model.model_validate_json(json.dumps(body)).model_dump(mode="json", by_alias=True)

    def grown(value: object, dumped: object) -> Any:
        if isinstance(value, BaseModel) and isinstance(dumped, dict):
            names = {field.alias or name: name for name, field in type(value).model_fields.items()}
            return {key: grown(getattr(value, names[key]), inner) for key, inner in dumped.items()} | ADDED
        if isinstance(value, tuple | list) and isinstance(dumped, list):
            return [grown(item, inner) for item, inner in zip(value, dumped, strict=True)]
        return dumped

    read = model.model_validate_json(json.dumps(body))
    result: dict[str, Any] = grown(read, plain)
    return result


@pytest.mark.parametrize(("type_", "model"), [*_models()])
def test_unknown_fields_change_nothing_that_is_read(type_: str, model: type[BaseModel]) -> None:
    bodies = samples(type_)
    assert bodies
    for body in bodies:
        today = model.model_validate_json(json.dumps(body))
        tomorrow = with_unknown_fields(model, body)
        assert "ofATomorrow" in tomorrow
        assert model.model_validate_json(json.dumps(tomorrow)) == today


def test_a_class_that_rejects_unknown_fields_is_caught() -> None:
    class Strict(BaseModel):
        model_config = ConfigDict(extra="forbid")
        name: str

    with pytest.raises(ValidationError, match="Extra inputs"):
        Strict.model_validate_json(json.dumps(with_unknown_fields(Strict, {"name": "a"})))
