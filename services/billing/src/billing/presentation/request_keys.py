"""The header `Idempotency-Key` of requests that move money; it is required."""

import hashlib
from typing import Annotated

from fastapi import Depends, Header, Request

from billing.domain.requests import RequestKey


async def _request_key(
    request: Request,
    idempotency_key: Annotated[
        str,
        Header(
            pattern=r"^[\x21-\x7e]{1,255}$",
            description="Key of the request, chosen by the client: a repetition with the same key changes nothing and"
            " gets the result of the first request",
            examples=["0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a19"],
        ),
    ],
) -> RequestKey:
    digest = hashlib.sha256(f"{request.method} {request.url.path}\n".encode() + await request.body())
    return RequestKey(idempotency_key, digest.hexdigest())


RequestKeyDep = Annotated[RequestKey, Depends(_request_key)]
