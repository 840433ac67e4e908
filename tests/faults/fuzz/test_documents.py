"""Every operation through the gateway, with values that its document permits and with others: responses keep to it."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
import pytest
from jsonschema import Draft202012Validator
from tests.faults.fuzz.apis import IDENTITIES, Apis
from tests.faults.fuzz.places import Place, places
from tests.faults.fuzz.test_injections import AGAIN, BUSY, is_left_out
from yarl import URL

from chassis.testing.openapi import DocumentReader
from devstack.faults.clients.injections import PAYLOADS
from devstack.faults.log import Anomaly, FaultLog

AT_ONCE: Final = 8
HEAD_TOO_LARGE: Final = 431
"""The server rejects such a head before the application runs, so no operation names it."""
PERMITTED: Final = "User-Agent"
"""The place whose text changes nothing else: all other values are those of the document."""


@dataclass(frozen=True, slots=True)
class Documented:
    """What a document says of responses."""

    document: dict[str, Any]

    def problem(self, place: Place, status: int, content_type: str, body: bytes) -> str | None:
        """Return what a response has against its document, or null."""
        content = self._content(place, status)
        if content is None:
            return "the status is not named"
        media = content_type.partition(";")[0].strip()
        if not body:
            return None
        if media not in content:
            return f"{media!r} is not named among {sorted(content)}"
        if not media.endswith("json"):
            return None
        schema = {**content[media].get("schema", {}), "components": self.document["components"]}
        errors = Draft202012Validator(schema).iter_errors(json.loads(body))
        return next((f"{error.json_path}: {error.message[:200]}" for error in errors), None)

    def _content(self, place: Place, status: int) -> Mapping[str, Any] | None:
        reader = DocumentReader(self.document)
        responses = self.document["paths"][place.template][place.method]["responses"]
        keys = (str(status), f"{status // 100}XX", "default")
        response = next((responses[key] for key in keys if key in responses), None)
        return None if response is None else reader.resolved(response).get("content", {})


@pytest.mark.parametrize("others", [1, pytest.param(20, marks=pytest.mark.nightly)])
async def test_responses_keep_to_the_document(faults: FaultLog, apis: Apis, others: int) -> None:
    documented = Documented(await apis.document("gateway"))
    of_operation: dict[tuple[str, str], list[Place]] = {}
    for place in places(documented.document):
        if not is_left_out(place):
            of_operation.setdefault((place.method, place.template), []).append(place)
    requests: list[tuple[Place, str, str]] = []
    for choices in of_operation.values():
        [permitted] = [place for place in choices if place.name == PERMITTED]
        requests += [(permitted, "a", identity) for identity in IDENTITIES]
        requests += [
            (faults.random.choice(choices), faults.random.choice(PAYLOADS), faults.random.choice(IDENTITIES))
            for _ in range(others)
        ]
    # Deletions come last, so that the others find what there is.
    faults.random.shuffle(requests)
    requests.sort(key=lambda request: request[0].method == "delete")
    queue = iter(requests)

    async def work(http: aiohttp.ClientSession) -> None:
        for place, text, identity in queue:
            await _check(faults, apis, http, documented, place, text, identity)

    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
        await asyncio.gather(*(work(http) for _ in range(AT_ONCE)))
    faults.note("operations of the document", str(len(of_operation)))


async def _check(
    faults: FaultLog,
    apis: Apis,
    http: aiohttp.ClientSession,
    documented: Documented,
    place: Place,
    text: str,
    identity: str,
) -> None:
    target, headers, data = place.request(text)
    url, headers = URL(f"{apis.url('gateway')}{target}", encoded=True), {**headers, **apis.headers(identity)}
    what = f"{place.label} as {identity}, {text[:60]!r}"
    for pause in range(AGAIN + 1):
        await asyncio.sleep(pause)
        async with http.request(place.method, url, headers=headers, data=data, allow_redirects=False) as response:
            body = await response.read()
        if response.status != BUSY:
            break
    faults.performed()
    faults.injected("request with another text" if place.name != PERMITTED else "request by the document")
    faults.expect(response.status < 500, Anomaly.SERVER_ERROR, f"{what}: {response.status}")
    if response.status != HEAD_TOO_LARGE:
        problem = documented.problem(place, response.status, response.headers.get("Content-Type", ""), body)
        faults.expect(problem is None, Anomaly.WRONG_STATE, f"{what}: {response.status}: {problem}")
