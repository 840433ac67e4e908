"""Sending calls with httpx2, blocking and asynchronously, with the tokens of a session renewed in time."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from typing import Any, Final, TypeVar

import httpx2
from pydantic import BaseModel, ValidationError

from marquee_client.calls import Call
from marquee_client.credentials import LOGIN, REFRESH, Anonymous, Credentials, Session, login_body
from marquee_client.errors import NotSignedIn, UnexpectedResponse, Unreachable, error_of
from marquee_client.events import Event, Parser

M = TypeVar("M", bound=BaseModel)
ENDED: Final = httpx2.TransportError
EXPIRED: Final = "TOKEN_EXPIRED"
EVENTS: Final = "text/event-stream"
NO_TIMEOUT: Final = httpx2.Timeout(10, read=None)


class Transport:
    """Sends calls, and blocks until the response is there."""

    def __init__(self, http: httpx2.Client, credentials: Credentials | None = None) -> None:
        self._http = http
        self._lock = threading.Lock()
        self.credentials: Credentials = credentials or Anonymous()

    def model(self, call: Call, model: type[M]) -> M:
        """Return the body of the response as a model."""
        return _parsed(self.content(call), model)

    def content(self, call: Call) -> bytes:
        """Return the body of the response."""
        return self._send(call).content

    def location(self, call: Call) -> str:
        """Return the address to which the response redirects."""
        return self._send(call).headers.get("location", "")

    def events(self, call: Call) -> Iterator[Event]:
        """Yield the events of a stream until it ends."""
        self._renew_in_time()
        parser = Parser()
        try:
            with self._http.stream(**_arguments(call, self.credentials, EVENTS), timeout=NO_TIMEOUT) as response:
                if response.status_code != 200:
                    response.read()
                    raise error_of(response)
                for line in response.iter_lines():
                    yield from parser.feed(line)
        except ENDED as error:
            raise Unreachable(str(error)) from error

    def log_in(self, name: str, password: str) -> None:
        """Sign in by e-mail address or username; the session is renewed as long as calls are made."""
        self.credentials = Anonymous()
        self.credentials = Session.of(_tokens(self._post(LOGIN, login_body(name, password))))

    def _send(self, call: Call) -> httpx2.Response:
        self._renew_in_time()
        used = self.credentials
        response = self._once(call)
        if isinstance(used, Session) and _is_expired(response):
            self._renew(used)
            response = self._once(call)
        return _checked(response, call)

    def _once(self, call: Call) -> httpx2.Response:
        try:
            return self._http.request(**_arguments(call, self.credentials))
        except ENDED as error:
            raise Unreachable(str(error)) from error

    def _renew_in_time(self) -> None:
        session = self.credentials
        if isinstance(session, Session) and session.is_due():
            self._renew(session)

    def _renew(self, session: Session) -> None:
        # A refresh token is valid once: the first thread exchanges it, the others find its result.
        with self._lock:
            if self.credentials is session:
                body = {"refreshToken": session.refresh_token}
                self.credentials = Session.of(_tokens(self._post(REFRESH, body)))

    def _post(self, path: str, body: dict[str, str]) -> httpx2.Response:
        try:
            return self._http.post(path, json=body)
        except ENDED as error:
            raise Unreachable(str(error)) from error


class AsyncTransport:
    """Sends calls, and lets others run until the response is there."""

    def __init__(self, http: httpx2.AsyncClient, credentials: Credentials | None = None) -> None:
        self._http = http
        self._lock = asyncio.Lock()
        self.credentials: Credentials = credentials or Anonymous()

    async def model(self, call: Call, model: type[M]) -> M:
        """Return the body of the response as a model."""
        return _parsed(await self.content(call), model)

    async def content(self, call: Call) -> bytes:
        """Return the body of the response."""
        return (await self._send(call)).content

    async def location(self, call: Call) -> str:
        """Return the address to which the response redirects."""
        return (await self._send(call)).headers.get("location", "")

    async def events(self, call: Call) -> AsyncIterator[Event]:
        """Yield the events of a stream until it ends."""
        await self._renew_in_time()
        parser = Parser()
        try:
            async with self._http.stream(**_arguments(call, self.credentials, EVENTS), timeout=NO_TIMEOUT) as response:
                if response.status_code != 200:
                    await response.aread()
                    raise error_of(response)
                async for line in response.aiter_lines():
                    for event in parser.feed(line):
                        yield event
        except ENDED as error:
            raise Unreachable(str(error)) from error

    async def log_in(self, name: str, password: str) -> None:
        """Sign in by e-mail address or username; the session is renewed as long as calls are made."""
        self.credentials = Anonymous()
        self.credentials = Session.of(_tokens(await self._post(LOGIN, login_body(name, password))))

    async def _send(self, call: Call) -> httpx2.Response:
        await self._renew_in_time()
        used = self.credentials
        response = await self._once(call)
        if isinstance(used, Session) and _is_expired(response):
            await self._renew(used)
            response = await self._once(call)
        return _checked(response, call)

    async def _once(self, call: Call) -> httpx2.Response:
        try:
            return await self._http.request(**_arguments(call, self.credentials))
        except ENDED as error:
            raise Unreachable(str(error)) from error

    async def _renew_in_time(self) -> None:
        session = self.credentials
        if isinstance(session, Session) and session.is_due():
            await self._renew(session)

    async def _renew(self, session: Session) -> None:
        # A refresh token is valid once: the first task exchanges it, the others find its result.
        async with self._lock:
            if self.credentials is session:
                body = {"refreshToken": session.refresh_token}
                self.credentials = Session.of(_tokens(await self._post(REFRESH, body)))

    async def _post(self, path: str, body: dict[str, str]) -> httpx2.Response:
        try:
            return await self._http.post(path, json=body)
        except ENDED as error:
            raise Unreachable(str(error)) from error


def _arguments(call: Call, credentials: Credentials, accept: str = "*/*") -> dict[str, Any]:
    arguments: dict[str, Any] = {
        "method": call.method,
        "url": call.url(),
        "params": call.parameters(),
        "headers": {"Accept": accept, **credentials.headers(), **call.head()},
        "content": call.content(),
    }
    return arguments if call.follow else {**arguments, "follow_redirects": False}


def _is_expired(response: httpx2.Response) -> bool:
    return response.status_code == 401 and error_of(response).code == EXPIRED


def _checked(response: httpx2.Response, call: Call) -> httpx2.Response:
    if response.is_success or (not call.follow and response.is_redirect):
        return response
    raise error_of(response)


def _tokens(response: httpx2.Response) -> dict[str, Any]:
    if not response.is_success:
        raise error_of(response)
    data: dict[str, Any] = response.json()["data"]
    if not data.get("accessToken"):
        raise NotSignedIn(
            response.status_code, {"code": "SECOND_STEP_REQUIRED", "message": "a second step is needed"}, None
        )
    return data


def _parsed(content: bytes, model: type[M]) -> M:
    try:
        return model.model_validate_json(content)
    except ValidationError as error:
        raise UnexpectedResponse(str(error)) from error
