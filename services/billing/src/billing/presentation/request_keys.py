"""The header `Idempotency-Key` of requests that move money; it is required."""

from typing import Annotated

from fastapi import Depends, Header, Request

from billing.domain.requests import RequestKey
from chassis.http.follow_up.idempotency import KEY_EXAMPLE, KEY_PATTERN, fingerprint_of


async def _request_key(
    request: Request,
    idempotency_key: Annotated[
        str,
        Header(
            pattern=KEY_PATTERN,
            description="Key of the request, chosen by the client: a repetition with the same key changes nothing and"
            " gets the result of the first request",
            examples=[KEY_EXAMPLE],
        ),
    ],
) -> RequestKey:
    return RequestKey(idempotency_key, await fingerprint_of(request))


RequestKeyDep = Annotated[RequestKey, Depends(_request_key)]
