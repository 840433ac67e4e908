"""Talks to the gateway as the first administrator: signs in, and unwraps the response envelope."""

import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self

import httpx2

from devstack.errors import GatewayRefused
from devstack.secret_files import ADMIN_EMAIL

_TIMEOUT_SECONDS = 60.0
_SIGN_IN_TIMEOUT_SECONDS = 30.0


class GatewayClient:
    """One signed-in session; signs in again when its token has run out."""

    def __init__(self, address: str, password: str, transport: httpx2.BaseTransport | None = None) -> None:
        self._password = password
        self._http = httpx2.Client(
            base_url=f"{address}/api/v1", timeout=_TIMEOUT_SECONDS, trust_env=False, transport=transport
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def sign_in(self) -> None:
        """Sign in as the administrator, whom auth may still be creating; raises GatewayRefused."""
        deadline = time.monotonic() + _SIGN_IN_TIMEOUT_SECONDS
        body = {"email": ADMIN_EMAIL, "password": self._password}
        while True:
            try:
                response = self._http.post("/auth/login", json=body)
            except httpx2.HTTPError as error:
                raise GatewayRefused(f"the gateway does not respond: {error}") from error
            if response.status_code < 400 or time.monotonic() > deadline:
                break
            time.sleep(0.5)
        token = self._data(response, "POST /auth/login")["accessToken"]
        self._http.headers["authorization"] = f"Bearer {token}"

    def get(self, path: str, params: Mapping[str, str] | None = None) -> Any:
        """Send a GET and return `data` of the response; raise GatewayRefused."""
        return self._request("GET", path, params=params)

    def post(self, path: str, body: Mapping[str, object] | Sequence[object] | None = None) -> Any:
        """Send a POST and return `data` of the response; raise GatewayRefused."""
        return self._request("POST", path, json=body)

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
        try:
            return self._http.request(method, path, **arguments)
        except httpx2.HTTPError as error:
            raise GatewayRefused(f"{method} {path}: {error}") from error

    @staticmethod
    def _data(response: httpx2.Response, what: str) -> Any:
        try:
            body = response.json()
        except ValueError:
            body = {}
        if response.status_code >= 400 or not body.get("success"):
            error = body.get("error") or {}
            reason = f"{error.get('code', 'no code')}: {error.get('message', response.text[:200])}"
            raise GatewayRefused(f"{what} responded {response.status_code} {reason}")
        return body["data"]
