"""The one place that gives responses their compatible shape; services are not aware of it.

The gateway sets the header `X-Marquee-Nesting` on what clients request under `/api`, and removes that of clients.
"""

from collections.abc import Callable, Mapping
from typing import Final, get_args

from starlette.types import Message, Scope, Send

from chassis.http.compatibility.bodies import Nesting, nested, refusal
from chassis.http.compatibility.tags import compatible_tag, if_match, if_none_match

NESTING: Final = b"x-marquee-nesting"

_KINDS: Final[Mapping[bytes, Nesting]] = {kind.encode(): kind for kind in get_args(Nesting)}
_CONDITIONS: Final[Mapping[bytes, Callable[[bytes], bytes]]] = {b"if-none-match": if_none_match, b"if-match": if_match}
_JSON: Final = b"application/json"


def compatible(scope: Scope, send: Send, nesting: bytes) -> tuple[Scope, Send]:
    """Return the request as a service expects it, and a `send` that gives the response its compatible shape."""
    kind = _KINDS.get(nesting)
    if kind is None:
        return scope, send
    headers = [_condition(name, value) for name, value in scope["headers"]]
    return {**scope, "headers": [header for header in headers if header[1]]}, _CompatibleSend(send, kind)


class _CompatibleSend:
    """Sends one response. The head of a JSON body waits for the body; a body of several parts is sent unchanged."""

    def __init__(self, send: Send, nesting: Nesting) -> None:
        self._send = send
        self._nesting = nesting
        self._held: Message | None = None

    async def __call__(self, message: Message) -> None:
        """Send a message of the response."""
        if message["type"] == "http.response.start":
            await self._begin(message)
            return
        head, self._held = self._held, None
        if head is not None:
            if not message.get("more_body", False):
                head, message = self._shaped(head, message)
            await self._send(head)
        await self._send(message)

    async def _begin(self, message: Message) -> None:
        head = {**message, "headers": [_tagged(name, value) for name, value in message.get("headers", ())]}
        if _is_json(head):
            self._held = head
        else:
            await self._send(head)

    def _shaped(self, head: Message, message: Message) -> tuple[Message, Message]:
        status, body = head["status"], message.get("body", b"")
        if status >= 400:
            status, body = refusal(status, body)
        else:
            body = nested(body, self._nesting)
        length = str(len(body)).encode()
        headers = [(name, length if name == b"content-length" else value) for name, value in head["headers"]]
        return {**head, "status": status, "headers": headers}, {**message, "body": body}


def _condition(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    rewrite = _CONDITIONS.get(name)
    return (name, value) if rewrite is None else (name, rewrite(value))


def _tagged(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    return (name, compatible_tag(value)) if name.lower() == b"etag" else (name, value)


def _is_json(head: Message) -> bool:
    return any(name.lower() == b"content-type" and value.startswith(_JSON) for name, value in head["headers"])
