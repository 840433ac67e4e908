"""Signed requests of other servers."""

from typing import Annotated, Final

from fastapi import Depends, Request, Response

from federation.application import Application
from federation.domain.keys.requests import SignedRequest

JSON: Final = "application/json"


async def signed_request(request: Request) -> SignedRequest:
    """Return a request as its signature covers it: the path and query as they were sent."""
    scope = request.scope
    path = scope.get("raw_path") or scope["path"].encode()
    query = scope["query_string"]
    target = (path + b"?" + query if query else path).decode("latin-1")
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
    return SignedRequest(request.method, target, headers, await request.body())


SignedDep = Annotated[SignedRequest, Depends(signed_request)]


def written(use_cases: Application, value: object) -> Response:
    """Return a value as other servers read it."""
    return Response(use_cases.wire.write(value), media_type=JSON, headers={"Cache-Control": "no-store"})
