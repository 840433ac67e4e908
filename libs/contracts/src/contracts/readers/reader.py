"""The base of reader models, and the rules by which a reader agrees with its contract."""

from collections.abc import Iterator
from functools import reduce
from operator import or_
from types import UnionType
from typing import Any, ClassVar, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from contracts.event import Contract


class Reader(Contract):
    """Some fields of a contract, each declared exactly as there; a part of the contract may be read by a reader too."""

    contract: ClassVar[type[Contract]]
    """What the reader reads: an event, or a part of one."""


def reader_problems(reader: type[Reader]) -> list[str]:
    """Return one line per field that the contract lacks or declares otherwise; none when the reader agrees with it."""
    return list(_problems(reader))


def _problems(reader: type[Reader]) -> Iterator[str]:
    for name, field in reader.model_fields.items():
        place = f"{reader.__name__}.{name}"
        declared = reader.contract.model_fields.get(name)
        if declared is None:
            yield f"{place}: {reader.contract.__name__} has no such field"
            continue
        if _as_contract(field.annotation) != declared.annotation:
            yield f"{place}: type must be {declared.annotation}, got {field.annotation}"
        if field.metadata != declared.metadata:
            yield f"{place}: constraints must be {declared.metadata}, got {field.metadata}"
        if field.is_required() != declared.is_required() or not _agrees(_default(field), _default(declared)):
            yield f"{place}: must be required or have a default as in {reader.contract.__name__}"
        for part in _readers_in(field.annotation):
            yield from _problems(part)


def _as_contract(annotation: Any) -> Any:
    """Return the annotation with each reader replaced by the contract that it reads."""
    if isinstance(annotation, type) and issubclass(annotation, Reader):
        return annotation.contract
    arguments = tuple(_as_contract(argument) for argument in get_args(annotation))
    if not arguments or arguments == get_args(annotation):
        return annotation
    origin: Any = get_origin(annotation)
    return reduce(or_, arguments) if origin in (Union, UnionType) else origin[arguments]


def _readers_in(annotation: Any) -> Iterator[type[Reader]]:
    if isinstance(annotation, type) and issubclass(annotation, Reader):
        yield annotation
    for argument in get_args(annotation):
        yield from _readers_in(argument)


def _default(field: FieldInfo) -> Any:
    return field.get_default(call_default_factory=True)


def _agrees(read: Any, declared: Any) -> bool:
    """Return whether a default of a reader, which may lack fields, is that of the contract."""
    if not isinstance(read, Reader):
        return bool(read == declared)
    return all(_agrees(getattr(read, name), getattr(declared, name)) for name in type(read).model_fields)
