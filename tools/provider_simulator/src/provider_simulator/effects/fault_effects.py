"""Turns the faults that struck a request into what the client gets to see."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import orjson
from starlette.types import Receive, Send

from provider_simulator.effects.faults import Fault
from provider_simulator.responses import Headers, Response

ABORTED = "aborted"
"""The outcome of a request whose response was cut off or never came."""

_CHUNK = 65_536
_DRIPS_PER_SECOND = 10


def changed(response: Response, faults: Sequence[Fault], failure: Callable[[int], Response], target: str) -> Response:
    """Return the response with every fault applied that changes status, headers or body; the first status wins."""
    for fault in faults:
        if fault.status is not None:
            response = _with_retry_after(failure(fault.status), fault)
            break
    for fault in faults:
        if fault.redirect is not None:
            location = f"http://{fault.redirect}{target}".encode("latin-1", "replace")
            response = Response(302, b"", ((b"location", location),))
        if fault.wrong_type:
            response = _with_body(response, orjson.dumps(_wrong(_decoded(response.body))))
        if fault.garbage:
            response = _with_body(response, b'{"id": 1, "title": <<' + response.body[:40])
        if fault.content_type is not None:
            response = _with_content_type(response, fault.content_type.encode("latin-1", "replace"))
    return response


async def hang(receive: Receive) -> None:
    """Wait until the client disconnects."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def send_broken(send: Send, response: Response, faults: Sequence[Fault]) -> str | None:
    """Send the response as the first fault breaks it and return the outcome; None where no fault breaks it."""
    for fault in faults:
        if fault.oversize is not None:
            await send_oversized(send, response, fault.oversize)
            return str(response.status)
        if fault.truncate:
            await send_truncated(send, response)
            return ABORTED
        if fault.drip is not None:
            await send_dripping(send, response, fault.drip)
            return str(response.status)
    return None


async def send_oversized(send: Send, response: Response, megabytes: float) -> None:
    """Send a well-formed JSON object of that many megabytes, generated while sending."""
    size = int(megabytes * 1_000_000)
    head, tail = b'{"padding":"', b'"}'
    await start(send, response, size)
    await send({"type": "http.response.body", "body": head, "more_body": True})
    left = size - len(head) - len(tail)
    while left > 0:
        part = b"x" * min(_CHUNK, left)
        left -= len(part)
        await send({"type": "http.response.body", "body": part, "more_body": True})
    await send({"type": "http.response.body", "body": tail})


async def send_truncated(send: Send, response: Response) -> None:
    """Announce the whole body, send half and return: the server then drops the connection."""
    await start(send, response, len(response.body))
    await send({"type": "http.response.body", "body": response.body[: len(response.body) // 2], "more_body": True})


async def send_dripping(send: Send, response: Response, bytes_per_second: int) -> None:
    """Send the body at that speed, in at most ten parts per second."""
    await start(send, response, len(response.body))
    step = max(1, bytes_per_second // _DRIPS_PER_SECOND)
    for at in range(0, len(response.body), step):
        await send({"type": "http.response.body", "body": response.body[at : at + step], "more_body": True})
        await asyncio.sleep(step / bytes_per_second)
    await send({"type": "http.response.body", "body": b""})


async def start(send: Send, response: Response, length: int) -> None:
    """Send status and headers with that content length."""
    headers = [*response.headers, (b"content-length", str(length).encode())]
    await send({"type": "http.response.start", "status": response.status, "headers": headers})


def _with_retry_after(response: Response, fault: Fault) -> Response:
    if fault.retry_after is None:
        return response
    value = str(fault.retry_after)
    if fault.retry_after_format == "http-date":
        value = format_datetime(datetime.now(UTC) + timedelta(seconds=fault.retry_after), usegmt=True)
    return Response(response.status, response.body, (*response.headers, (b"retry-after", value.encode())))


def _with_body(response: Response, body: bytes) -> Response:
    return Response(response.status, body, _without(response.headers, b"etag"))


def _with_content_type(response: Response, value: bytes) -> Response:
    headers = (*_without(response.headers, b"content-type"), (b"content-type", value))
    return Response(response.status, response.body, headers, response.etag)


def _without(headers: Headers, name: bytes) -> Headers:
    return tuple(pair for pair in headers if pair[0] != name)


def _decoded(body: bytes) -> object:
    try:
        decoded: object = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return decoded


def _wrong(content: object) -> object:
    """Return the same structure at the top with every value of another type: text for numbers, numbers for text."""
    if isinstance(content, dict):
        return {key: _other_type(value) for key, value in content.items()}
    return {"unexpected": "an object"} if isinstance(content, list) else [content]


def _other_type(value: object) -> object:
    if isinstance(value, bool) or value is None:
        return {"unexpected": True}
    if isinstance(value, int | float):
        return f"number {value}"
    if isinstance(value, str):
        return 12_345
    return "a text" if isinstance(value, list) else [value]
