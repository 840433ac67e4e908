"""Faults that a provider can be configured to have: read from JSON with clear errors, drawn per request from a seed."""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from provider_simulator.responses import Body

STATUSES = frozenset({401, 403, 404, 420, 426, 429, 500, 502, 503, 504})
RetryAfterFormat = Literal["seconds", "http-date"]

_FIELDS = ("latencyMs", "status", "retryAfter", "retryAfterFormat", "probability", "burst", "drip", "truncate",
           "garbage", "wrongType", "hang", "redirect", "contentType", "oversize", "paths", "seed", "applied",
           "storesFailure")  # fmt: skip
_EFFECTS = frozenset(_FIELDS) - {
    "retryAfter",
    "retryAfterFormat",
    "probability",
    "burst",
    "paths",
    "seed",
    "applied",
    "storesFailure",
}


class BadFault(ValueError):
    """A fault was described wrongly; `field` names the culprit."""

    code = "bad_fault"

    def __init__(self, culprit: str, message: str) -> None:
        super().__init__(f"{culprit}: {message}")
        self.field = culprit


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong (None or False: nothing), how often, how many times and on which paths.

    `applied` lets a payment happen before the fault strikes; `stores_failure` makes the failure what a repetition with
    the same idempotency key receives.
    """

    latency_ms: int | None = None
    status: int | None = None
    retry_after: int | None = None
    retry_after_format: RetryAfterFormat = "seconds"
    probability: float = 1.0
    burst: int | None = None
    drip: int | None = None
    truncate: bool = False
    garbage: bool = False
    wrong_type: bool = False
    hang: bool = False
    redirect: str | None = None
    content_type: str | None = None
    oversize: float | None = None
    paths: re.Pattern[str] | None = None
    seed: int = 0
    applied: bool = False
    stores_failure: bool = False

    def as_json(self) -> Body:
        """Return the fault as it can be sent again."""
        pairs = (
            ("latencyMs", self.latency_ms),
            ("status", self.status),
            ("retryAfter", self.retry_after),
            ("retryAfterFormat", self.retry_after_format if self.retry_after is not None else None),
            ("probability", self.probability),
            ("burst", {"count": self.burst} if self.burst is not None else None),
            ("drip", self.drip),
            ("truncate", self.truncate or None),
            ("garbage", self.garbage or None),
            ("wrongType", self.wrong_type or None),
            ("hang", self.hang or None),
            ("redirect", self.redirect),
            ("contentType", self.content_type),
            ("oversize", self.oversize),
            ("paths", self.paths.pattern if self.paths else None),
            ("seed", self.seed or None),
            ("applied", self.applied or None),
            ("storesFailure", self.stores_failure or None),
        )
        return {name: value for name, value in pairs if value is not None}

    def effects(self) -> list[str]:
        """Return the names of what goes wrong, for the counts."""
        return [name for name in self.as_json() if name in _EFFECTS]


@dataclass(slots=True)
class _Armed:
    fault: Fault
    chance: random.Random
    left: int | None


@dataclass(slots=True)
class FaultBoard:
    """The faults switched on for one provider, in the order given."""

    _armed: list[_Armed] = field(default_factory=list)

    def switch_on(self, faults: list[Fault]) -> None:
        """Replace all faults; bursts and random draws start again."""
        self._armed = [_Armed(fault, random.Random(fault.seed), fault.burst) for fault in faults]

    def switch_off(self) -> None:
        """Remove all faults."""
        self._armed = []

    def draw(self, path: str) -> list[Fault]:
        """Return the faults that strike this request; a burst strikes until its count is used up."""
        struck: list[Fault] = []
        for armed in self._armed:
            fault = armed.fault
            if armed.left == 0 or (fault.paths and not fault.paths.search(path)):
                continue
            if fault.probability < 1 and armed.chance.random() >= fault.probability:
                continue
            if armed.left is not None:
                armed.left -= 1
            struck.append(fault)
        return struck

    def report(self) -> list[Body]:
        """Return the faults with what is left of their bursts."""
        return [
            armed.fault.as_json() | ({"left": armed.left} if armed.left is not None else {}) for armed in self._armed
        ]

    def __bool__(self) -> bool:
        return bool(self._armed)


def parse_faults(content: object) -> list[Fault]:
    """Return one fault or a list of faults from decoded JSON; raise BadFault naming the first wrong field."""
    if isinstance(content, list):
        return [_parse(item, f"[{place}].") for place, item in enumerate(content)]
    return [_parse(content, "")]


def _parse(content: object, at: str) -> Fault:
    if not isinstance(content, dict):
        raise BadFault(at.rstrip(".") or "body", "must be an object")
    for name in content:
        if name not in _FIELDS:
            raise BadFault(f"{at}{name}", f"unknown; known are {', '.join(_FIELDS)}")
    if not _EFFECTS & set(content):
        raise BadFault(at.rstrip(".") or "body", f"needs at least one of {', '.join(sorted(_EFFECTS))}")
    read = _Reader(content, at)
    return Fault(
        latency_ms=read.whole("latencyMs", 0, 600_000),
        status=read.status(),
        retry_after=read.whole("retryAfter", 0, 86_400),
        retry_after_format=read.retry_after_format(),
        probability=read.number("probability", 0, 1, default=1.0),
        burst=read.burst(),
        drip=read.whole("drip", 1, 10_000_000),
        truncate=read.flag("truncate"),
        garbage=read.flag("garbage"),
        wrong_type=read.flag("wrongType"),
        hang=read.flag("hang"),
        redirect=read.text("redirect"),
        content_type=read.text("contentType"),
        oversize=read.number("oversize", 0.001, 1_024, default=0.0) or None,
        paths=read.pattern("paths"),
        seed=read.whole("seed", 0, 2**63 - 1) or 0,
        applied=read.flag("applied"),
        stores_failure=read.flag("storesFailure"),
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    content: Mapping[str, object]
    at: str

    def whole(self, name: str, low: int, high: int) -> int | None:
        value = self.content.get(name)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise BadFault(f"{self.at}{name}", f"must be a whole number from {low} to {high}")
        return value

    def number(self, name: str, low: float, high: float, *, default: float) -> float:
        value = self.content.get(name)
        if value is None:
            return default
        if not isinstance(value, int | float) or isinstance(value, bool) or not low <= value <= high:
            raise BadFault(f"{self.at}{name}", f"must be a number from {low} to {high}")
        return float(value)

    def flag(self, name: str) -> bool:
        value = self.content.get(name, False)
        if not isinstance(value, bool):
            raise BadFault(f"{self.at}{name}", "must be true or false")
        return value

    def text(self, name: str) -> str | None:
        value = self.content.get(name)
        if value is not None and (not isinstance(value, str) or not value or not value.isprintable()):
            raise BadFault(f"{self.at}{name}", "must be a non-empty string")
        return value

    def pattern(self, name: str) -> re.Pattern[str] | None:
        text = self.text(name)
        try:
            return re.compile(text) if text is not None else None
        except re.error as error:
            raise BadFault(f"{self.at}{name}", f"is no regular expression: {error}") from error

    def status(self) -> int | None:
        value = self.content.get("status")
        if value is not None and (not isinstance(value, int) or value not in STATUSES):
            raise BadFault(f"{self.at}status", f"must be one of {', '.join(map(str, sorted(STATUSES)))}")
        return value

    def retry_after_format(self) -> RetryAfterFormat:
        value = self.content.get("retryAfterFormat", "seconds")
        if value == "seconds":
            return "seconds"
        if value == "http-date":
            return "http-date"
        raise BadFault(f"{self.at}retryAfterFormat", "must be seconds or http-date")

    def burst(self) -> int | None:
        value = self.content.get("burst")
        if value is None:
            return None
        if not isinstance(value, dict) or set(value) != {"count"}:
            raise BadFault(f"{self.at}burst", 'must be {"count": N}')
        return _Reader(value, f"{self.at}burst.").whole("count", 1, 1_000_000)
