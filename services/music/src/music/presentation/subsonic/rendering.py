"""Responses of the Subsonic API: one tree, written as XML, JSON or JSONP.

In XML a text or number is an attribute, `value` the text of its element, and a `Text` an element of its own.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Final, TypeAlias, Union
from xml.etree.ElementTree import Element, SubElement, tostring

import orjson
from fastapi import Response

from chassis.runtime.observability.release import release_of
from music.domain.subsonic.failures import SubsonicFailure, invalid

PROTOCOL: Final = "1.16.1"
_NAMESPACE: Final = "http://subsonic.org/restapi"
_CALLBACK: Final = re.compile(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*", re.ASCII)
_CALLBACK_CHARACTERS: Final = 100
_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 has no form for."""
_HEADERS: Final = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}


class Text(str):
    """A text that is an element of its own in XML."""

    __slots__ = ()


Scalar: TypeAlias = str | int | float | bool | None
Value: TypeAlias = Union[Scalar, "Tree", Sequence["Value"]]
Tree: TypeAlias = Mapping[str, Value]


class Form:
    """The form in which a request wants its response."""

    def __init__(self, name: str | None, callback: str | None) -> None:
        """Raise SubsonicFailure for a callback that is not the name of a function."""
        self._callback: str | None = None
        self._is_json = name in ("json", "jsonp")
        if name == "jsonp":
            if callback is None or len(callback) > _CALLBACK_CHARACTERS or not _CALLBACK.fullmatch(callback):
                raise invalid("callback", "must be the name of a function")
            self._callback = callback

    def success(self, body: Tree) -> Response:
        """Return the response of a method."""
        return self._response({"status": "ok", **_versions(), **body})

    def failure(self, failure: SubsonicFailure, status: int = 200) -> Response:
        """Return the response of a failure, which has status 200 as a rule."""
        error: Tree = {"code": int(failure.code), "message": failure.message}
        return self._response({"status": "failed", **_versions(), "error": error}, status)

    def _response(self, tree: Tree, status: int = 200) -> Response:
        if not self._is_json:
            return Response(_xml(tree), status, _HEADERS, "text/xml; charset=utf-8")
        content = orjson.dumps({"subsonic-response": _plain(tree)})
        if self._callback is None:
            return Response(content, status, _HEADERS, "application/json")
        script = b"/**/" + self._callback.encode() + b"(" + content + b");"
        return Response(script, status, _HEADERS, "application/javascript")


@cache
def _versions() -> Tree:
    return {
        "version": PROTOCOL,
        "type": "marquee",
        "serverVersion": release_of("music"),
        "openSubsonic": True,
    }


def instant(at: datetime | None) -> str | None:
    """Return an instant as Subsonic writes it."""
    return None if at is None else at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _plain(value: Value) -> object:
    """Return what JSON has of a value: what is unknown is left out."""
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items() if item is not None}
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Sequence):
        return [_plain(item) for item in value]
    return value


def _xml(tree: Tree) -> bytes:
    root = Element("subsonic-response", {"xmlns": _NAMESPACE})
    _fill(root, tree)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode").encode()


def _fill(element: Element, tree: Tree) -> None:
    for name, value in tree.items():
        if isinstance(value, Mapping):
            _fill(SubElement(element, name), value)
        elif isinstance(value, Sequence) and not isinstance(value, str):
            for item in value:
                _add(SubElement(element, name), item)
        elif isinstance(value, Text):
            SubElement(element, name).text = _written(value)
        elif name == "value":
            element.text = _written(value)
        elif value is not None:
            element.set(name, _written(value))


def _add(element: Element, item: Value) -> None:
    if isinstance(item, Mapping):
        _fill(element, item)
    else:
        element.text = _written(item)


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return _FORBIDDEN.sub("\ufffd", str(value))
