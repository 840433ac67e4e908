"""The parameters that an endpoint accepts, with their types; everything else is refused by Stripe's own codes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final, Protocol

from provider_simulator.payments.requests import Document
from provider_simulator.stripe.requests.errors import StripeError, invalid
from provider_simulator.stripe.requests.forms import Form

Node = str | Form

MOST: Final = 99_999_999
"""The largest amount that Stripe takes."""
_WHOLE: Final = re.compile(r"^-?\d{1,15}$")
_METADATA_KEYS: Final = 50
_LONGEST_POSITION: Final = 9


class Kind(Protocol):
    """The type of a parameter."""

    def read(self, node: Node, at: str) -> Any:
        """Return the value; raise StripeError naming the parameter."""


Fields = dict[str, Kind]
"""Parameters by name."""


@dataclass(frozen=True, slots=True)
class Text:
    """A string, or one of several; an empty one unsets a value."""

    choices: tuple[str, ...] = ()
    most: int = 5_000

    def read(self, node: Node, at: str) -> str | None:
        """Return the string, or None where it is empty."""
        if isinstance(node, Form):
            raise invalid(f"Invalid string: {at} must be a string", at, "parameter_invalid_string")
        if len(node) > self.most:
            raise invalid(f"Invalid string: {at} must be at most {self.most} characters", at)
        if self.choices and node and node not in self.choices:
            names = ", ".join(self.choices)
            raise invalid(f"Invalid {at}: must be one of {names}", at, "parameter_invalid_string")
        return node or None


@dataclass(frozen=True, slots=True)
class Whole:
    """An integer within bounds."""

    low: int = 0
    high: int = MOST

    def read(self, node: Node, at: str) -> int | None:
        """Return the number."""
        if node == "":
            return None
        if isinstance(node, Form) or not _WHOLE.match(node):
            raise invalid(f"Invalid integer: {node if isinstance(node, str) else at}", at, "parameter_invalid_integer")
        value = int(node)
        if value < self.low:
            rule = f"This value must be greater than or equal to {self.low}."
            raise invalid(f"Invalid {at}: {rule}", at, "parameter_invalid_integer")
        if value > self.high:
            raise invalid(
                f"Invalid {at}: This value must be less than or equal to {self.high}.", at, "amount_too_large"
            )
        return value


TIME: Final = Whole(0, 4_102_444_800)
"""Seconds since 1970, up to the year 2100."""


@dataclass(frozen=True, slots=True)
class Percent:
    """A number above 0 and up to 100 with at most four decimals."""

    def read(self, node: Node, at: str) -> float | None:
        """Return the number."""
        if node == "":
            return None
        try:
            value = Decimal(node if isinstance(node, str) else "x")
        except InvalidOperation as error:
            raise invalid(f"Invalid decimal: {at} must be a number", at, "parameter_invalid_string") from error
        if value.is_nan() or not (0 < value <= 100) or value != value.quantize(Decimal("0.0001")):
            raise invalid(f"Invalid {at}: must be greater than 0 and at most 100", at)
        return float(value)


@dataclass(frozen=True, slots=True)
class Flag:
    """A boolean."""

    def read(self, node: Node, at: str) -> bool:
        """Return the boolean."""
        if node not in {"true", "false"}:
            raise invalid(f"Invalid boolean: {at} must be true or false", at, "parameter_invalid_boolean")
        return node == "true"


@dataclass(frozen=True, slots=True)
class Metadata:
    """Up to 50 strings by name; an empty one removes its name, an empty parameter all of them."""

    def read(self, node: Node, at: str) -> dict[str, str] | None:
        """Return the strings."""
        if node == "":
            return None
        if isinstance(node, str):
            raise invalid(f"Invalid hash: {at} must be an object", at, "parameter_invalid_hash")
        if len(node) > _METADATA_KEYS:
            raise invalid(f"Invalid {at}: at most {_METADATA_KEYS} keys", at)
        return {name: Text(most=500).read(value, f"{at}[{name}]") or "" for name, value in node.items()}


@dataclass(frozen=True, slots=True)
class Group:
    """An object with parameters of its own."""

    fields: Mapping[str, Kind]
    required: frozenset[str] = frozenset()

    def read(self, node: Node, at: str) -> Document | None:
        """Return the values by name; a parameter that was not sent has no name in them."""
        if node == "":
            return None
        if isinstance(node, str):
            raise invalid(f"Invalid object: {at} must be an object", at, "parameter_invalid_hash")
        for name in node:
            if name not in self.fields:
                param = f"{at}[{name}]" if at else name
                raise invalid(f"Received unknown parameter: {param}", param, "parameter_unknown")
        for name in self.fields:
            if name in self.required and node.get(name, "") == "":
                param = f"{at}[{name}]" if at else name
                raise invalid(f"Missing required param: {param}.", param, "parameter_missing")
        return {name: self.fields[name].read(value, f"{at}[{name}]" if at else name) for name, value in node.items()}


@dataclass(frozen=True, slots=True)
class Items:
    """A list of values of one type."""

    kind: Kind
    most: int = 100

    def read(self, node: Node, at: str) -> list[Any]:
        """Return the values in the order of their positions."""
        if node == "":
            return []
        if isinstance(node, str) or not all(name.isdecimal() and len(name) <= _LONGEST_POSITION for name in node):
            raise invalid(f"Invalid array: {at} must be a list", at, "parameter_invalid_array")
        if len(node) > self.most:
            raise invalid(f"Invalid array: {at} has at most {self.most} values", at)
        values = [self.kind.read(node[name], f"{at}[{name}]") for name in sorted(node, key=int)]
        if None in values:
            raise invalid(f"Invalid array: {at} has an empty value", at, "parameter_invalid_empty")
        return values


@dataclass(frozen=True, slots=True)
class Either:
    """A value of the first type that accepts it."""

    kinds: tuple[Kind, ...]

    def read(self, node: Node, at: str) -> Any:
        """Return the value."""
        for kind in self.kinds[:-1]:
            try:
                return kind.read(node, at)
            except StripeError:
                continue
        return self.kinds[-1].read(node, at)


def group(*required: str, **fields: Kind) -> Group:
    """Return an object with these parameters."""
    return Group(fields, frozenset(required))
