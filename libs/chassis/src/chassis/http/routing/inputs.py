"""The parameters of a request, read in one pass for routes whose parameters are single values, or models of values and
lists.

Every request that FastAPI would reject, and every form of parameter that is rare, is left to FastAPI.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin
from urllib.parse import parse_qsl
from uuid import UUID

from fastapi.dependencies.models import Dependant
from pydantic import BaseModel
from starlette.types import Scope

from chassis.http.dependants import tree
from chassis.http.routing.parameters import REFINED, accepted_by
from chassis.http.validation.inputs import TEXT_FORMS

_SINGLE: Final = frozenset({str, int, float, bool, date, datetime, UUID, type(None), *REFINED})
_CONSTANT: Final = (str, int, float, date, UUID, Enum, type(None))

_PLAIN_QUERY: Final = re.compile(rb"[\w.~:,-]+=[\w.~:,-]*(?:&[\w.~:,-]+=[\w.~:,-]*)*")

MOST_QUERIES: Final = 256
"""Of how many queries a route keeps the values: most requests repeat a few."""
LONGEST_QUERY: Final = 256

Values = list[Any]
Texts = Mapping[str, str | list[str]]
Form = Callable[[str], object] | None
"""The check of a text's form; null for texts of any form."""


class NotDirect(Exception):
    """A route needs what only FastAPI does."""


@dataclass(frozen=True, slots=True)
class _Parameter:
    """A parameter with FastAPI's field, which validates it, and the index of its value."""

    index: int
    alias: str
    field: Any
    required: bool
    form: Form = None

    def validate(self, value: object, values: Values) -> bool:
        """Store the valid value; return whether there is one."""
        values[self.index], errors = self.field.validate(value)
        return not errors


class Inputs:
    """The parameters of a route and of its dependencies."""

    def __init__(self, dependant: Dependant) -> None:
        """Prepare the parameters; raise NotDirect when one is of another kind."""
        accepted = accepted_by(dependant)
        self._forms = {name: _form(kind) for name, kind in accepted.query.items()}
        self._repeatable = accepted.repeatable
        self._defaults: Values = []
        self._query: list[_Parameter] = []
        self._models: list[_Parameter] = []
        self._path: list[_Parameter] = []
        self._indexes: dict[int, int] = {}
        self._valid_queries: dict[bytes, Values] = {}
        self._keeps_queries = True
        """Whether requests may share the values of a query, which no endpoint can change."""
        for current in tree(dependant):
            if current.header_params or current.cookie_params or current.body_params:
                raise NotDirect
            for field in current.path_params:
                self._path.append(self._single(field, _form(accepted.path[field.alias])))
            for field in current.query_params:
                annotation = field.field_info.annotation
                if isinstance(annotation, type) and issubclass(annotation, BaseModel):
                    self._models.append(self._model(field, annotation))
                else:
                    self._query.append(self._single(field))

    def index(self, field: object) -> int:
        """Return the index of the value of one of FastAPI's fields."""
        return self._indexes[id(field)]

    def read(self, scope: Scope) -> Values | None:
        """Return the values of a request, or null when FastAPI has to handle it."""
        query: bytes = scope["query_string"]
        valid = self._valid_queries.get(query)
        if valid is None:
            valid = self._of_query(query)
            if valid is None:
                return None
            if self._keeps_queries and len(query) <= LONGEST_QUERY:
                if len(self._valid_queries) >= MOST_QUERIES:
                    self._valid_queries.clear()
                self._valid_queries[query] = valid
        values = valid.copy()
        path: Mapping[str, str] = scope["path_params"]
        for parameter in self._path:
            text = path[parameter.alias]
            if (parameter.form is not None and not parameter.form(text)) or not parameter.validate(text, values):
                return None
        return values

    def _of_query(self, query: bytes) -> Values | None:
        """Return the values with those of a query, or null when FastAPI has to handle it."""
        texts = self._texts(query)
        if texts is None:
            return None
        values = self._defaults.copy()
        for parameter in self._query:
            if parameter.alias in texts:
                if not parameter.validate(texts[parameter.alias], values):
                    return None
            elif parameter.required:
                return None
        for parameter in self._models:
            if not parameter.validate(texts, values):
                return None
        return values

    def _texts(self, query: bytes) -> Texts | None:
        """Return the text or texts of each name; null when a name is unknown, or a text repeated or of another form."""
        texts: dict[str, str] = {}
        lists: dict[str, list[str]] = {}
        for name, text in _pairs(query) if query else ():
            if name not in self._forms or name in texts:
                return None
            form = self._forms[name]
            if form is not None and not form(text):
                return None
            if name in self._repeatable:
                lists.setdefault(name, []).append(text)
            else:
                texts[name] = text
        return {**texts, **lists}

    def _single(self, field: Any, form: Form = None) -> _Parameter:
        info = field.field_info
        if not _is_single(info) or info.validate_default or info.default_factory is not None:
            raise NotDirect
        required = info.is_required()
        return self._add(field, None if required else field.default, required, form)

    def _model(self, field: Any, model: type[BaseModel]) -> _Parameter:
        fields = model.model_fields.values()
        if not field.field_info.is_required() or not all(_is_single(info) or _many(info) for info in fields):
            raise NotDirect
        # A list can be changed, a tuple cannot.
        is_fixed = model.model_config.get("frozen") is True and not any(_many(info) is list for info in fields)
        self._keeps_queries &= is_fixed
        return self._add(field, None, required=True)

    def _add(self, field: Any, default: object, required: bool, form: Form = None) -> _Parameter:
        if not isinstance(default, _CONSTANT):
            raise NotDirect
        index = self._indexes[id(field)] = len(self._defaults)
        self._defaults.append(default)
        return _Parameter(index, field.alias, field, required, form)


def _pairs(query: bytes) -> Iterable[Sequence[str]]:
    """Return names and texts as `parse_qsl` does, which is slow for a query that needs no decoding."""
    if _PLAIN_QUERY.fullmatch(query):
        return [pair.split("=") for pair in query.decode().split("&")]
    return parse_qsl(query.decode("latin-1"), keep_blank_values=True)


def _form(kind: type | None) -> Form:
    return None if kind is None else TEXT_FORMS[kind].fullmatch


def _is_single(info: Any) -> bool:
    """Return whether a field has one name and takes one text."""
    return isinstance(info.validation_alias, str | None) and _takes_one(info.annotation)


def _many(info: Any) -> type | None:
    """Return `list` or `tuple` if a field has one name and takes such a collection of texts, otherwise null."""
    origin, of = get_origin(info.annotation), get_args(info.annotation)
    if not isinstance(info.validation_alias, str | None):
        return None
    if origin is list and _takes_one(of[0]):
        return list
    return tuple if origin is tuple and of[1:] == (Ellipsis,) and _takes_one(of[0]) else None


def _takes_one(annotation: Any) -> bool:
    origin = get_origin(annotation)
    if origin is Annotated:
        return _takes_one(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return all(map(_takes_one, get_args(annotation)))
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return True
    return origin is Literal or annotation in _SINGLE
