"""Every error of the gateway has an answer, and the tree in the docstring is the tree in the code."""

import inspect
import re

import pytest

from gateway.domain import errors
from gateway.presentation.errors import ERRORS

pytestmark = pytest.mark.unit


def below(kind: type[errors.GatewayError]) -> list[type[errors.GatewayError]]:
    return [found for child in kind.__subclasses__() for found in (child, *below(child))]


def test_every_error_that_is_raised_has_an_answer() -> None:
    assert set(ERRORS) == set(below(errors.GatewayError)) - {errors.Unavailable}


def test_the_tree_is_drawn_as_it_is() -> None:
    drawn = re.findall(r"── (\w+)", inspect.getdoc(errors) or "")
    assert drawn == [kind.__name__ for kind in below(errors.GatewayError)]


def test_codes_and_statuses_agree() -> None:
    assert {kind.__name__: (spec.status, spec.code) for kind, spec in ERRORS.items()} == {
        "BadPath": (400, "BAD_PATH"),
        "BadHeaders": (400, "BAD_REQUEST"),
        "InvalidAccessToken": (401, "UNAUTHORIZED"),
        "ExpiredToken": (401, "TOKEN_EXPIRED"),
        "UnknownRoute": (404, "RESOURCE_NOT_FOUND"),
        "MethodRefused": (405, "METHOD_NOT_ALLOWED"),
        "BodyTooLarge": (413, "PAYLOAD_TOO_LARGE"),
        "TooManyRequests": (429, "RATE_LIMITED"),
        "TooManyStreams": (429, "TOO_MANY_STREAMS"),
        "UpstreamBroken": (502, "BAD_GATEWAY"),
        "KeysUnknown": (503, "SERVICE_UNAVAILABLE"),
        "Overloaded": (503, "SERVICE_UNAVAILABLE"),
        "UpstreamAway": (503, "SERVICE_UNAVAILABLE"),
        "UpstreamResting": (503, "SERVICE_UNAVAILABLE"),
        "UpstreamTooSlow": (504, "GATEWAY_TIMEOUT"),
    }
