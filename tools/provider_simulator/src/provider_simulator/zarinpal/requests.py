"""Reads the bodies of requests: every field that breaks a rule is named in the validations of error -9."""

import re
from typing import Any, Final

import orjson

from provider_simulator.payments.requests import Document
from provider_simulator.payments.urls import is_web_url
from provider_simulator.zarinpal.payments import ZarinpalError

LEAST_RIALS: Final = 1_000
MOST_RIALS: Final = 1_000_000_000
_MERCHANT: Final = re.compile(r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")
_LONGEST_TEXT: Final = 500
_RIALS: Final = {"IRR": 1, "IRT": 10}


def decoded(body: bytes) -> Document:
    """Return a JSON object; raise ZarinpalError."""
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError:
        content = None
    if not isinstance(content, dict):
        raise _invalid({"body": "The body must be a JSON object."})
    return content


def merchant_of(content: Document) -> str:
    """Return the merchant; raise ZarinpalError."""
    if problem := _merchant_problem(content):
        raise _invalid({"merchant_id": problem})
    return str(content["merchant_id"])


def authority_of(content: Document) -> str:
    """Return the authority; raise ZarinpalError."""
    value = content.get("authority")
    if not isinstance(value, str) or not value:
        raise _invalid({"authority": "The authority field is required."})
    return value


def amount_of(content: Document) -> int:
    """Return the amount of a verification; raise ZarinpalError."""
    value = _whole(content.get("amount"))
    if value is None:
        raise _invalid({"amount": "The amount must be an integer."})
    return value


def payment_of(content: Document) -> tuple[str, int, int, str]:
    """Return merchant, amount, rials and callback of a new payment; raise ZarinpalError naming each wrong field."""
    amount = _whole(content.get("amount"))
    factor = _RIALS.get(content.get("currency", "IRR")) if isinstance(content.get("currency", "IRR"), str) else None
    problems = {
        "merchant_id": _merchant_problem(content),
        "amount": _amount_problem(amount, factor or 1),
        "currency": None if factor else "The selected currency is invalid.",
        "description": _text_problem(content.get("description"), "description"),
        "callback_url": _url_problem(content.get("callback_url")),
        "metadata": _metadata_problem(content.get("metadata")),
    }
    if broken := {name: problem for name, problem in problems.items() if problem}:
        raise _invalid(broken)
    rials = (amount or 0) * (factor or 1)
    return str(content["merchant_id"]), amount or 0, rials, str(content["callback_url"])


def _invalid(validations: dict[str, str]) -> ZarinpalError:
    return ZarinpalError(-9, "The input params invalid, validation error.", validations)


def _merchant_problem(content: Document) -> str | None:
    value = content.get("merchant_id")
    if not value:
        return "The merchant id field is required."
    if not isinstance(value, str) or not _MERCHANT.match(value):
        return "The merchant id must be 36 characters."
    return None


def _amount_problem(amount: int | None, factor: int) -> str | None:
    if amount is None:
        return "The amount must be an integer."
    if amount * factor < LEAST_RIALS:
        return f"The amount must be at least {LEAST_RIALS // factor}."
    if amount * factor > MOST_RIALS:
        return f"The amount may not be greater than {MOST_RIALS // factor}."
    return None


def _text_problem(value: Any, name: str) -> str | None:
    if not isinstance(value, str) or not value:
        return f"The {name} field is required."
    return None if len(value) <= _LONGEST_TEXT else f"The {name} may not be greater than {_LONGEST_TEXT} characters."


def _url_problem(value: Any) -> str | None:
    if not isinstance(value, str) or not value:
        return "The callback url field is required."
    return None if is_web_url(value) else "The callback url format is invalid."


def _metadata_problem(value: Any) -> str | None:
    if value is None or value == []:
        return None
    if not isinstance(value, dict) or not all(isinstance(part, str | int) for part in value.values()):
        return "The metadata must be an object of strings."
    return None


def _whole(value: Any) -> int | None:
    """Return an integer; the documentation also sends it as a string of digits."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 16:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
