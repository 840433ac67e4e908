"""Validation errors for clients: the field as it was sent, the broken rule, one error per mistake."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

from chassis.core.rules.broken import BrokenRule
from chassis.http.validation.params import params_of
from chassis.http.validation.wording import predicate

MOST_IN_MESSAGE: Final = 5
LONGEST_NAME: Final = 64

_KEY: Final = "[key]"
_SHAPE: Final = frozenset({"missing", "extra_forbidden"})
"""Kinds about the fields of an object: within a union, they indicate the members that were not intended."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: its place, the broken rule, the message, and the values in the message by name."""

    field: str
    source: str
    rule: str
    message: str
    params: Mapping[str, object] = dataclasses.field(default_factory=dict)
    member: tuple[str, ...] = ()
    """The union member that has the rule, after the place of the union; empty outside unions."""

    @classmethod
    def of(cls, field: str, broken: BrokenRule, source: str = "body") -> Self:
        """Return the mistake of a field that breaks a rule of the domain."""
        return cls(field, source, broken.rule, broken.message, broken.params)

    def shown(self) -> dict[str, object]:
        """Return the entry of `details.errors`."""
        place = {"field": self.field, "in": self.source}
        return {**place, "rule": self.rule, "params": dict(self.params), "message": self.message}


def problems_of(errors: Sequence[Mapping[str, Any]], body: object = None) -> list[Problem]:
    """Return the mistakes in a request; `body`, as sent, distinguishes union members from fields."""
    return _one_per_mistake([_problem(error, body) for error in errors])


def message_of(problems: Sequence[Problem]) -> str:
    """Return one sentence on the first few mistakes."""
    return "; ".join(f"{problem.field}: {problem.message}" for problem in problems[:MOST_IN_MESSAGE])


def _problem(error: Mapping[str, Any], body: object) -> Problem:
    kind = str(error["type"])
    location: tuple[str | int, ...] = tuple(error.get("loc", ()))
    source = str(location[0]) if location else "body"
    if kind == "json_invalid":
        line, column = _position(location, body)
        message = f"must be JSON; line {line}, column {column} cannot be read"
        return Problem("body", "body", kind, message, {"line": line, "column": column})
    # A parameter that occurs several times has one name: its values have no place that a client could see.
    within = location[1:] if source == "body" else location[1:2]
    fields, member = _place(within, kind, body if source == "body" else None)
    context: Mapping[str, object] = error.get("ctx") or {}
    message = predicate(kind, context, error.get("input"), str(error.get("msg", "")))
    if not fields and source == "body" and isinstance(error.get("input"), bytes):
        message = "must be JSON, with the header Content-Type: application/json"
    if member and member[-1] == _KEY:
        message, member = f"has a name that {message}", member[:-1]
    return Problem(".".join(fields) or source, source, kind, message, params_of(kind, context), member)


def _position(location: Sequence[str | int], body: object) -> tuple[int, int]:
    """Return where JSON breaks off, as line and column from 1."""
    offset = location[1] if len(location) > 1 and isinstance(location[1], int) else 0
    before = body[:offset] if isinstance(body, str) else ""
    return before.count("\n") + 1, offset - before.rfind("\n")


def _place(location: Sequence[str | int], kind: str, body: object) -> tuple[list[str], tuple[str, ...]]:
    """Return the path of a field as sent, and the union member on the way: a step that the body does not have."""
    fields: list[str] = []
    member: tuple[str, ...] = ()
    current = body
    for index, step in enumerate(location):
        last = index == len(location) - 1
        if step == _KEY:
            # The name before it is in the body and is what is wrong.
            return fields, (*member, _KEY)
        if body is not None and not _is_step(step, current, may_be_absent=last and kind in _SHAPE):
            member = (*fields, str(step))
            continue
        fields.append(_shown(step))
        current = _inner(current, step)
    return fields, member


def _shown(step: str | int) -> str:
    """Return a name as it was sent, or its beginning: a client may send a name of any length."""
    name = str(step).encode("utf-8", "replace").decode("utf-8")
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…"


def _is_step(step: str | int, current: object, *, may_be_absent: bool) -> bool:
    if isinstance(step, int):
        return isinstance(current, list)
    return may_be_absent or (isinstance(current, dict) and step in current)


def _inner(current: object, step: str | int) -> object:
    if isinstance(current, dict):
        return current.get(step)
    if isinstance(current, list) and isinstance(step, int) and 0 <= step < len(current):
        return current[step]
    return None


def _one_per_mistake(problems: Iterable[Problem]) -> list[Problem]:
    """Keep, of each union's members, the errors of the one that fits best: it lacks or exceeds the fewest fields."""
    listed = list(problems)
    by_member: dict[tuple[str, ...], list[Problem]] = {}
    for problem in listed:
        if problem.member:
            by_member.setdefault(problem.member, []).append(problem)
    best: dict[tuple[str, ...], tuple[tuple[int, int], tuple[str, ...]]] = {}
    for member, own in by_member.items():
        rank = (sum(problem.rule in _SHAPE for problem in own), len(own))
        union = member[:-1]
        if union not in best or rank < best[union][0]:
            best[union] = (rank, member)
    chosen = {member for _, member in best.values()}
    kept = [problem for problem in listed if not problem.member or problem.member in chosen]
    return list({(problem.field, problem.source, problem.rule, problem.message): problem for problem in kept}.values())
