"""Talks to the gateway as one user, by default the first administrator: signs in, and unwraps the response envelope."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx2

from devstack.errors import GatewayRefused
from devstack.secret_files import ADMIN_EMAIL, load_secrets

_TIMEOUT_SECONDS = 60.0
_SIGN_IN_TIMEOUT_SECONDS = 30.0
_LIMITED_TIMEOUT_SECONDS = 180.0
_LONGEST_PAUSE_SECONDS = 15.0


class GatewayClient:
    """One signed-in session; signs in again when its token has run out, and waits where a rate limit says so."""

    def __init__(
        self, address: str, password: str, transport: httpx2.BaseTransport | None = None, *, email: str = ADMIN_EMAIL
    ) -> None:
        self._email = email
        self._password = password
        self._http = httpx2.Client(
            base_url=f"{address}/api/v1", timeout=_TIMEOUT_SECONDS, trust_env=False, transport=transport
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def sign_in(self) -> None:
        """Sign in as the user, whom auth may still be creating; raises GatewayRefused."""
        deadline = time.monotonic() + _SIGN_IN_TIMEOUT_SECONDS
        body = {"email": self._email, "password": self._password}
        while True:
            try:
                response = self._http.post("/auth/login", json=body)
            except httpx2.HTTPError as error:
                raise GatewayRefused(f"the gateway does not respond: {error}") from error
            if response.status_code < 400 or time.monotonic() > deadline:
                break
            time.sleep(0.5)
        self._keep_token(response, "POST /auth/login")

    def register(self, username: str) -> bool:
        """Register the user and sign in, or only sign in when there is such a user; return whether it is new."""
        body = {"email": self._email, "username": username, "password": self._password}
        response = self._send("POST", "/auth/register", json=body)
        if response.status_code == 409:
            self.sign_in()
            return False
        self._keep_token(response, "POST /auth/register")
        return True

    def get(self, path: str, params: Mapping[str, str] | None = None) -> Any:
        """Send a GET and return `data` of the response; raise GatewayRefused."""
        return self._request("GET", path, params=params)

    def post(self, path: str, body: Mapping[str, object] | Sequence[object] | None = None) -> Any:
        """Send a POST and return `data` of the response; raise GatewayRefused."""
        return self._request("POST", path, json=body)

    def put(self, path: str, body: Mapping[str, object] | None = None) -> Any:
        """Send a PUT over whatever version there is, and return `data` of the response; raise GatewayRefused."""
        return self._request("PUT", path, json=body, headers={"if-match": "*"})

    def patch(self, path: str, body: Mapping[str, object]) -> Any:
        """Send a PATCH and return `data` of the response; raise GatewayRefused."""
        return self._request("PATCH", path, json=body)

    def upload(self, path: str, content: bytes) -> Any:
        """Send a file as the body of a POST and return `data` of the response; raise GatewayRefused."""
        return self._request("POST", path, content=content, headers={"content-type": "application/octet-stream"})

    def total(self, path: str) -> int:
        """Return the number of items of a listed collection."""
        response = self._send("GET", path, params={"limit": "1"})
        self._data(response, f"GET {path}")
        return int(response.json()["meta"]["total"])

    def _request(self, method: str, path: str, **arguments: Any) -> Any:
        response = self._send(method, path, **arguments)
        if response.status_code == 401:
            self.sign_in()
            response = self._send(method, path, **arguments)
        return self._data(response, f"{method} {path}")

    def _send(self, method: str, path: str, **arguments: Any) -> httpx2.Response:
        deadline = time.monotonic() + _LIMITED_TIMEOUT_SECONDS
        while True:
            try:
                response = self._http.request(method, path, **arguments)
            except httpx2.HTTPError as error:
                raise GatewayRefused(f"{method} {path}: {error}") from error
            if response.status_code != 429 or time.monotonic() > deadline:
                return response
            time.sleep(_pause(response))

    def _keep_token(self, response: httpx2.Response, what: str) -> None:
        self._http.headers["authorization"] = f"Bearer {self._data(response, what)['accessToken']}"

    @staticmethod
    def _data(response: httpx2.Response, what: str) -> Any:
        if response.status_code == 204:
            return None
        try:
            body = response.json()
        except ValueError:
            body = {}
        if response.status_code >= 400 or not body.get("success"):
            error = body.get("error") or {}
            reason = f"{error.get('code', 'no code')}: {error.get('message', response.text[:200])}"
            raise GatewayRefused(f"{what} responded {response.status_code} {reason}")
        return body["data"]


def _pause(response: httpx2.Response) -> float:
    """Return for how many seconds to wait after a rate limit."""
    stated = response.headers.get("retry-after", "")
    return min(float(stated) if stated.isdigit() else 1.0, _LONGEST_PAUSE_SECONDS)


@contextmanager
def administrator_of(gateway: str, data: Path) -> Iterator[GatewayClient]:
    """Yield a client of the administrator of a stack, signed in; raise GatewayRefused."""
    with GatewayClient(gateway, load_secrets(data, ()).admin_password) as client:
        client.sign_in()
        yield client
