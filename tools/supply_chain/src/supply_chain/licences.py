"""The licence that a package declares, as an expression of SPDX, and whether it is allowed."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.metadata import PackageMetadata
from typing import Any, Final

from license_expression import ExpressionError, Licensing, get_spdx_licensing

UNKNOWN: Final = "NOASSERTION"
_CLASSIFIER: Final = "License :: "


@cache
def _licensing() -> Licensing:
    return get_spdx_licensing()


@dataclass(frozen=True, slots=True)
class Rules:
    """What `licences.toml` says."""

    allowed: frozenset[str]
    exceptions: Mapping[str, str]
    stated: Mapping[str, str]
    names: Mapping[str, str]
    jars: Mapping[str, str]

    @classmethod
    def shipped(cls) -> "Rules":
        """Return the rules of the repository."""
        table = tomllib.loads(resources.files("supply_chain").joinpath("licences.toml").read_text("utf-8"))
        return cls(frozenset(table["allowed"]), table["exceptions"], table["stated"], table["names"], table["jars"])

    def declared(self, metadata: PackageMetadata) -> str:
        """Return the licence of a package: its expression, else its classifiers, its text, what its project states."""
        classifiers = [text.rpartition(" :: ")[2] for text in metadata.get_all("Classifier") or () if _is_licence(text)]
        named = [text for text in classifiers if text != "OSI Approved"]
        expressions, texts = metadata.get_all("License-Expression") or (), metadata.get_all("License") or ()
        candidates = [
            *expressions,
            " AND ".join(map(self._spdx, named)),
            *texts,
            self.stated.get(metadata["Name"] or ""),
        ]
        return next((licence for text in candidates if text and (licence := self._spdx(text)) != UNKNOWN), UNKNOWN)

    def of_jar(self, group: str) -> str:
        """Return the licence of the jars of a group."""
        return self.jars.get(group, self.jars["default"])

    def _spdx(self, text: str) -> str:
        text = self.names.get(text.strip(), text.strip())
        return text if _is_expression(text) else UNKNOWN

    def is_allowed(self, name: str, licence: str) -> bool:
        """Return whether a package may be used under this licence: each part of an AND, any part of an OR."""
        if name in self.exceptions:
            return True
        return _is_expression(licence) and self._holds(_licensing().parse(licence))

    def _holds(self, expression: Any) -> bool:
        arguments = getattr(expression, "args", ())
        if not arguments or not getattr(expression, "operator", "").strip():
            return str(expression) in self.allowed
        decide = any if expression.operator.strip() == "OR" else all
        return decide(self._holds(argument) for argument in arguments)

    def forbidden(self, licences: Iterable[tuple[str, str]]) -> list[str]:
        """Return a line for each pair of a package and a licence that is not allowed."""
        return [f"{name}: {licence} is not allowed" for name, licence in licences if not self.is_allowed(name, licence)]


def _is_licence(classifier: str) -> bool:
    return classifier.startswith(_CLASSIFIER)


def _is_expression(text: str) -> bool:
    try:
        return bool(text) and not _licensing().unknown_license_keys(text)
    except ExpressionError:
        return False
