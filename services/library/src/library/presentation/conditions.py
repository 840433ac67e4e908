"""The conditions of a write: `If-Match` (RFC 9110 section 13.1.1) and `Idempotency-Key`.

https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
"""

import hashlib
import re
from typing import Annotated, Final

from fastapi import Depends, Header, Request

from chassis.http.errors import validation_error
from chassis.http.validation.problems import Problem
from library.application.entries import Expectation, Once
from library.domain.entry import Entry

_TAG: Final = re.compile(r'"([0-9]{1,19})"')
_TAG_LIST: Final = re.compile(r'\s*"[^"]*"(?:\s*,\s*"[^"]*")*\s*')


def entity_tag(entry: Entry) -> str:
    """Give the entity tag of an entry: its version."""
    return f'"{entry.version}"'


def _expected(
    if_match: Annotated[
        str | None,
        Header(
            description="Write only if the entry still has this ETag; `*` for any entry",
            examples=['"1793620800000000"'],
            json_schema_extra={"pattern": rf"^(\s*\*\s*|{_TAG_LIST.pattern})$"},
        ),
    ] = None,
) -> Expectation | None:
    """Read If-Match; a tag that is not ours matches nothing."""
    if if_match is None:
        return None
    if if_match.strip() == "*":
        return Expectation()
    if not _TAG_LIST.fullmatch(if_match):
        raise validation_error(
            Problem("If-Match", "header", "entity_tags", "must be * or a list of quoted entity tags")
        )
    return Expectation(frozenset(int(number) for number in _TAG.findall(if_match)))


async def _once(
    request: Request,
    idempotency_key: Annotated[
        str | None,
        Header(
            pattern=r"^[\x21-\x7e]{1,255}$",
            description="A repeated write with the same key within 24 hours gets the first answer",
            examples=["0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a19"],
        ),
    ] = None,
) -> Once | None:
    if idempotency_key is None:
        return None
    digest = hashlib.sha256(f"{request.method} {request.url.path}\n".encode() + await request.body())
    return Once(idempotency_key, digest.hexdigest())


IfMatch = Annotated[Expectation | None, Depends(_expected)]
IdempotencyKey = Annotated[Once | None, Depends(_once)]
