"""Every error of the gateway has a row in the table, and the docstring shows the class tree."""

import inspect
import re

import pytest

from gateway.domain import errors
from gateway.presentation.errors import ERRORS

pytestmark = pytest.mark.unit


def subclasses(kind: type[errors.GatewayError]) -> list[type[errors.GatewayError]]:
    return [error for child in kind.__subclasses__() for error in (child, *subclasses(child))]


def test_every_error_has_a_row() -> None:
    assert set(ERRORS) == set(subclasses(errors.GatewayError))


def test_docstring_shows_the_class_tree() -> None:
    drawn = re.findall(r"── (\w+)", inspect.getdoc(errors) or "")
    assert drawn == [kind.__name__ for kind in subclasses(errors.GatewayError)]


def test_statuses_and_codes_are_stable() -> None:
    assert {kind.__name__: (spec.status, spec.code) for kind, spec in ERRORS.items()} == {
        "BadPath": (400, "BAD_PATH"),
        "BadHeaders": (400, "BAD_REQUEST"),
        "InvalidAccessToken": (401, "UNAUTHORIZED"),
        "ExpiredToken": (401, "TOKEN_EXPIRED"),
        "CsrfTokenInvalid": (403, "CSRF_TOKEN_INVALID"),
        "OriginForbidden": (403, "FORBIDDEN"),
        "MediaForbidden": (403, "MEDIA_TOKEN_INVALID"),
        "MediaTokenExpired": (403, "MEDIA_TOKEN_EXPIRED"),
        "PlaybackEnded": (403, "PLAYBACK_ENDED"),
        "RouteNotFound": (404, "RESOURCE_NOT_FOUND"),
        "ImageNotFound": (404, "IMAGE_NOT_FOUND"),
        "MediaNotFound": (404, "MEDIA_NOT_FOUND"),
        "MethodNotAllowed": (405, "METHOD_NOT_ALLOWED"),
        "BodyTooLarge": (413, "PAYLOAD_TOO_LARGE"),
        "RangeNotSatisfiable": (416, "RANGE_NOT_SATISFIABLE"),
        "TooManyRequests": (429, "RATE_LIMITED"),
        "TooManyKeys": (429, "RATE_LIMITED"),
        "TooManyStreams": (429, "TOO_MANY_STREAMS"),
        "TooManyMediaResponses": (429, "TOO_MANY_MEDIA_RESPONSES"),
        "UpstreamFailed": (502, "BAD_GATEWAY"),
        "Unavailable": (503, "SERVICE_UNAVAILABLE"),
        "KeysUnavailable": (503, "SERVICE_UNAVAILABLE"),
        "MediaUnavailable": (503, "MEDIA_UNAVAILABLE"),
        "Overloaded": (503, "SERVICE_UNAVAILABLE"),
        "UpstreamUnreachable": (503, "SERVICE_UNAVAILABLE"),
        "CircuitOpen": (503, "SERVICE_UNAVAILABLE"),
        "UpstreamTimeout": (504, "GATEWAY_TIMEOUT"),
    }
