"""What the contract tests share: golden samples, generated instances, and the two compatibility checks."""

import json
import types
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

import pytest
from annotated_types import Ge, Gt, Le, MinLen
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from pydantic import AwareDatetime, ValidationError

from contracts.event import Contract, Event

HERE = Path(__file__).parent
SCHEMAS = HERE.parent / "schemas"
FORMATS = FormatChecker()
SEARCH = settings(
    phases=[Phase.generate],
    deadline=None,
    derandomize=True,
    database=None,
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.nested_given],
)

Instances = Callable[[type[Contract]], st.SearchStrategy[Any]]
Problems = Callable[[type[Event]], list[str]]
SchemaProblems = Callable[..., list[str]]


@FORMATS.checks("date-time", raises=ValueError)
def _is_instant(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


def _bounds(metadata: list[Any], rule: type[object], name: str) -> list[Any]:
    return [getattr(entry, name) for entry in metadata if isinstance(entry, rule)]


def _text(metadata: list[Any]) -> st.SearchStrategy[str]:
    return st.text(min_size=max(_bounds(metadata, MinLen, "min_length"), default=0), max_size=8)


def _integer(metadata: list[Any]) -> st.SearchStrategy[int]:
    least = _bounds(metadata, Ge, "ge") + [bound + 1 for bound in _bounds(metadata, Gt, "gt")]
    most = _bounds(metadata, Le, "le")
    return st.integers(min_value=max(least, default=-(2**53)), max_value=min(most, default=2**53))


def _number(metadata: list[Any]) -> st.SearchStrategy[float]:
    least = max(_bounds(metadata, Ge, "ge"), default=None)
    most = min(_bounds(metadata, Le, "le"), default=None)
    return st.floats(min_value=least, max_value=most, allow_nan=False, allow_infinity=False)


_INSTANTS = st.datetimes(timezones=st.sampled_from((UTC, timezone(timedelta(hours=-3, minutes=-30)))))


def _leaf(annotation: object, metadata: list[Any]) -> st.SearchStrategy[Any]:
    plain: Mapping[object, Callable[[], st.SearchStrategy[Any]]] = {
        str: lambda: _text(metadata),
        int: lambda: _integer(metadata),
        float: lambda: _number(metadata),
        bool: st.booleans,
        UUID: st.uuids,
        date: st.dates,
        AwareDatetime: lambda: _INSTANTS,
        type(None): st.none,
    }
    if isinstance(annotation, type) and issubclass(annotation, Contract):
        return _instances(annotation)
    return plain[annotation]()


def _values(annotation: object, metadata: list[Any]) -> st.SearchStrategy[Any]:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _values(arguments[0], [*metadata, *arguments[1:]])
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin in (Union, types.UnionType):
        return st.one_of([_values(argument, metadata) for argument in arguments])
    if origin is tuple:
        return st.lists(_values(arguments[0], []), max_size=2).map(tuple)
    if origin is dict:
        return st.dictionaries(_values(arguments[0], []), _values(arguments[1], []), max_size=2)
    return _leaf(annotation, metadata)


@cache
def _instances(contract: type[Contract]) -> st.SearchStrategy[Any]:
    fields = contract.model_fields
    return st.fixed_dictionaries(
        {name: _values(field.annotation, field.metadata) for name, field in fields.items() if field.is_required()},
        optional={
            name: _values(field.annotation, field.metadata) for name, field in fields.items() if not field.is_required()
        },
    ).map(lambda values: contract(**values))


def _lost(sent: object, kept: object, path: str) -> Iterator[str]:
    """Name each value of the sample that today's model does not give back."""
    if isinstance(sent, dict):
        for name, value in sent.items():
            if isinstance(kept, dict) and name in kept:
                yield from _lost(value, kept[name], f"{path}.{name}")
            else:
                yield f"{path}.{name} is lost"
    elif isinstance(sent, list) and isinstance(kept, list) and len(sent) == len(kept):
        for position, (value, other) in enumerate(zip(sent, kept, strict=True)):
            yield from _lost(value, other, f"{path}[{position}]")
    elif sent != kept:
        yield f"{path} was {sent!r} and is {kept!r}"


def _golden_problems(contract: type[Event]) -> list[str]:
    problems: list[str] = []
    for sample in json.loads((HERE / "golden" / f"{contract.type}.json").read_text(encoding="utf-8")):
        try:
            event = contract.model_validate_json(json.dumps(sample["body"]))
        except ValidationError as refused:
            problems.append(f"{sample['name']}: {refused}")
            continue
        problems += _lost(sample["body"], json.loads(event.to_json()), sample["name"])
        if event.key() != sample["key"]:
            problems.append(f"{sample['name']}: the key was {sample['key']} and is {event.key()}")
    return problems


def _all_required(schema: Any) -> Any:
    """Tighten a schema to what a producer always did: write every field, also the optional ones. Omit descriptions."""
    if isinstance(schema, list):
        return [_all_required(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    tightened = {
        name: _all_required(value)
        for name, value in schema.items()
        # The schema of a field that is called so is an object.
        if name != "description" or not isinstance(value, str)
    }
    if isinstance(tightened.get("properties"), dict) and tightened.get("type") == "object":
        tightened["required"] = sorted(tightened["properties"])
    return tightened


def _schema_problems(contract: type[Event], examples: int = 100) -> list[str]:
    committed = {
        str(path.relative_to(SCHEMAS)): _all_required(json.loads(path.read_text(encoding="utf-8")))
        for path in sorted(SCHEMAS.rglob(f"{contract.type}.json"))
    }
    # Many are equal but for their descriptions: what one says of an instance, the others say too.
    different = {json.dumps(schema, sort_keys=True): name for name, schema in committed.items()}
    validators = {name: Draft202012Validator(committed[name], format_checker=FORMATS) for name in different.values()}

    @settings(SEARCH, max_examples=examples)
    @given(event=_instances(contract))
    def validates(event: Event) -> None:
        body = json.loads(event.to_json())
        for name, validator in validators.items():
            for error in validator.iter_errors(body):
                raise AssertionError(f"{name}: {'.'.join(map(str, error.absolute_path))}: {error.message}")

    try:
        validates()
    except AssertionError as refused:
        return [str(refused)]
    return []


@pytest.fixture(scope="session")
def instances() -> Instances:
    """Return the strategy that makes any instance of a contract, optional fields left out or filled."""
    return _instances


@pytest.fixture(scope="session")
def golden_problems() -> Problems:
    """Return what is lost or refused when a model reads the golden samples of its event."""
    return _golden_problems


@pytest.fixture(scope="session")
def schema_problems() -> SchemaProblems:
    """Return what the committed schemas, released ones too, say against instances of a model."""
    return _schema_problems
