"""The preconditions of a write: `If-Match` (RFC 9110 section 13.1.1) and `Idempotency-Key`.

https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
"""

import hashlib
from typing import Annotated

from fastapi import Depends, Header, Request

from chassis.http.follow_up.preconditions import IF_MATCH_PATTERN, expected_versions
from library.application.preconditions import IdempotencyKey, IfMatch


def _if_match(
    if_match: Annotated[
        str | None,
        Header(
            description="Write only if the entry still has one of these ETags; `*` matches any entry",
            examples=['"1793620800000000"'],
            json_schema_extra={"pattern": IF_MATCH_PATTERN},
        ),
    ] = None,
) -> IfMatch | None:
    """Parse If-Match; a tag of another form matches no entry."""
    return None if if_match is None else IfMatch(expected_versions(if_match))


async def _idempotency_key(
    request: Request,
    idempotency_key: Annotated[
        str | None,
        Header(
            pattern=r"^[\x21-\x7e]{1,255}$",
            description="Key of the request: a repetition with the same key within 24 hours gets the first response",
            examples=["0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a19"],
        ),
    ] = None,
) -> IdempotencyKey | None:
    if idempotency_key is None:
        return None
    digest = hashlib.sha256(f"{request.method} {request.url.path}\n".encode() + await request.body())
    return IdempotencyKey(idempotency_key, digest.hexdigest())


IfMatchDep = Annotated[IfMatch | None, Depends(_if_match)]
IdempotencyKeyDep = Annotated[IdempotencyKey | None, Depends(_idempotency_key)]
