"""Strict parameters for every route: an unknown or repeated parameter is an error, and a value has exactly one form.

FastAPI ignores unknown parameters and all but the last of repeated ones; pydantic accepts `limit=5.0`, `flag=1` and
`day=0`.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import AliasChoices, AwareDatetime, BaseModel, NaiveDatetime, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from starlette.exceptions import HTTPException

from chassis.http.dependants import tree
from chassis.http.validation.inputs import TEXT_FORMS

_KINDS: Final = {kind: f"{kind.__name__.lower()}_parsing" for kind in TEXT_FORMS}
REFINED: Final[Mapping[object, type]] = {AwareDatetime: datetime, NaiveDatetime: datetime}
"""Types of pydantic that refine a type with a text form."""
_ADAPTERS: Final[Mapping[type, TypeAdapter[Any]]] = {kind: TypeAdapter(kind) for kind in TEXT_FORMS}


@dataclass(frozen=True, slots=True)
class Accepted:
    """The parameters of a route with their scalar type; null for texts and for composed types."""

    query: Mapping[str, type | None]
    path: Mapping[str, type | None]
    by_field_name: frozenset[str]
    """Names that a model of parameters would accept besides the documented ones."""
    closed: bool
    """Whether a model of parameters reports unknown ones itself, together with other problems."""
    repeatable: frozenset[str]
    """Query parameters that take several values."""


class ParameterCheck:
    """Checks the parameters of each request before its route reads them: a dependency of every route of an application.

    The methods of a path are those of the `route_table` in the state of the application.
    """

    def __init__(self) -> None:
        self._accepted: dict[int, Accepted] = {}

    async def __call__(self, request: Request) -> None:
        """Raise HTTPException(405) for a method that the nearest path lacks, RequestValidationError for a parameter."""
        # Without a parameter in its path a route is the nearest one.
        if request.path_params and request.method not in request.app.state.route_table.methods(request.url.path):
            raise HTTPException(405)
        route = request.scope.get("route")
        if not isinstance(route, APIRoute) or not route.include_in_schema:
            return
        accepted = self._of(route)
        problems = [*_unknown(request, accepted), *_repeated(request, accepted), *_unreadable(request, accepted)]
        if problems:
            raise RequestValidationError(problems)

    def _of(self, route: APIRoute) -> Accepted:
        accepted = self._accepted.get(id(route))
        if accepted is None:
            accepted = self._accepted[id(route)] = accepted_by(route.dependant)
        return accepted


def _unknown(request: Request, accepted: Accepted) -> Iterator[dict[str, Any]]:
    for name in dict.fromkeys(request.query_params.keys()):
        if name not in accepted.query and (not accepted.closed or name in accepted.by_field_name):
            yield {"type": "extra_forbidden", "loc": ("query", name), "msg": "", "input": None}


def _repeated(request: Request, accepted: Accepted) -> Iterator[dict[str, Any]]:
    for name, times in Counter(name for name, _ in request.query_params.multi_items()).items():
        if times > 1 and name in accepted.query and name not in accepted.repeatable:
            yield {"type": "repeated", "loc": ("query", name), "msg": "must be given only once", "input": None}


def _unreadable(request: Request, accepted: Accepted) -> Iterator[dict[str, Any]]:
    """Yield values in a form that is not documented; pydantic reports those that it rejects too."""
    values = [("query", name, text, accepted.query) for name, text in request.query_params.multi_items()]
    values += [("path", name, str(text), accepted.path) for name, text in request.path_params.items()]
    for source, name, text, types in values:
        kind = types.get(name)
        if kind is not None and not TEXT_FORMS[kind].fullmatch(text) and _is_read(kind, text):
            yield {"type": _KINDS[kind], "loc": (source, name), "msg": "", "input": text}


def _is_read(kind: type, text: str) -> bool:
    try:
        _ADAPTERS[kind].validate_python(text)
    except ValidationError:
        return False
    return True


def accepted_by(dependant: Dependant) -> Accepted:
    """Return the parameters of a route and its dependencies."""
    query: dict[str, type | None] = {}
    path: dict[str, type | None] = {}
    inner: set[str] = set()
    repeatable: set[str] = set()
    closed = False
    for current in tree(dependant):
        path |= {field.alias: _scalar(field.field_info.annotation) for field in current.path_params}
        for field in current.query_params:
            model = field.field_info.annotation
            if isinstance(model, type) and issubclass(model, BaseModel):
                closed = closed or model.model_config.get("extra") == "forbid"
                inner |= model.model_fields.keys()
                for name, info in model.model_fields.items():
                    query |= dict.fromkeys(_names(name, info), _scalar(info.annotation))
                    repeatable.update(_names(name, info) if _takes_many(info.annotation) else ())
            else:
                query[field.alias] = _scalar(model)
                repeatable.update([field.alias] if _takes_many(model) else ())
    return Accepted(query, path, frozenset(inner), closed, frozenset(repeatable))


def _names(name: str, info: FieldInfo) -> tuple[str, ...]:
    alias = info.validation_alias or info.alias
    if isinstance(alias, AliasChoices):
        return tuple(choice for choice in alias.choices if isinstance(choice, str))
    return (alias if isinstance(alias, str) else name,)


def _scalar(annotation: object) -> type | None:
    """Return the only scalar type of an annotation that has a text form; ignore null, lists and metadata."""
    types = {REFINED.get(leaf, leaf) for leaf in _leaves(annotation)} - {type(None)}
    [only] = types if len(types) == 1 else [None]
    return only if isinstance(only, type) and only in TEXT_FORMS else None


def _takes_many(annotation: object) -> bool:
    """Return whether an annotation is a collection, or may be one."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _takes_many(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return any(map(_takes_many, get_args(annotation)))
    return isinstance(origin, type) and issubclass(origin, Collection)


def _leaves(annotation: object) -> Iterator[object]:
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _leaves(get_args(annotation)[0])
    elif origin in (Union, UnionType, list, tuple):
        for argument in get_args(annotation):
            if argument is not Ellipsis:
                yield from _leaves(argument)
    else:
        yield annotation
