"""No request brings a text of the framework or a 500: every route of every service, with odd parameters and bodies.

The services are connected to nothing, so what is valid ends as 503.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chassis.http.tokens import Principal
from chassis.testing.clients import InProcess
from chassis.testing.openapi import DocumentReader
from gateway.domain.routes import OWN

pytestmark = pytest.mark.unit

FRAMEWORK_WORDS = re.compile(
    r"Input should|Extra inputs|Value error|datetime\.|instance of|unable to|permitted|isoformat|<class|Traceback"
    r"|pydantic|literal for|Exceeds the limit|codec can|\[key\]"
)
ODD = (
    "", "x", "0", "0.5", "-1", "1_0", "9" * 30, "true", "1", "é", "\x00", "2026-13-45", "9999-12-31", "0001-01-01",
    "2026-01-01T", "a,b", "%",
)  # fmt: skip
RULES = settings(deadline=None, suppress_health_check=list(HealthCheck))
SHARES = 4
"""Into how many shares the odd texts are divided among parameters that are alike."""
UNKNOWN = ("verbose", "page_size", "Limit")


class Anyone:
    """Accepts any token as an administrator's."""

    async def verify(self, _: str) -> Principal:
        return Principal(UUID(int=1), UUID(int=2), frozenset({"user", "admin"}), 4_000_000_000)


@pytest.fixture(scope="module")
def clients(applications: Mapping[str, FastAPI], own: FastAPI) -> Mapping[str, httpx2.AsyncClient]:
    """Return an administrator's client of each application; a connection in the process needs no closing."""
    for app in applications.values():
        app.state.verifier = Anyone()
    return {
        service: httpx2.AsyncClient(
            transport=InProcess(app),
            base_url="http://service.test",
            headers={"Authorization": "Bearer token"},
        )
        for service, app in {**applications, OWN: own}.items()
    }


async def refusal(client: httpx2.AsyncClient, name: str, **arguments: Any) -> str | None:
    """Return the message of a 4xx, null for a request that was valid."""
    method, _, path = name.partition(" ")
    response = await client.request(method, path, **arguments)
    if response.status_code in (200, 202, 503):
        return None
    assert 400 <= response.status_code < 500, (name, arguments, response.text)
    assert not FRAMEWORK_WORDS.search(response.text), (name, arguments, response.text)
    message = str(response.json()["error"]["message"])
    assert message, name
    return message


def operations(
    api: DocumentReader, clients: Mapping[str, httpx2.AsyncClient]
) -> Iterator[tuple[httpx2.AsyncClient, str, Any]]:
    for name, operation in api.operations():
        if "text/event-stream" not in operation["responses"].get("200", {}).get("content", {}):
            yield clients[operation["x-service"]], name, operation


def filled(name: str, operation: Mapping[str, Any], values: Mapping[str, str] = {}) -> str:
    """Return an operation's name with examples, or given values, in place of its path parameters."""
    for parameter in operation.get("parameters", ()):
        example = parameter.get("example") or (parameter["schema"].get("examples") or ["1"])[0]
        name = name.replace(f"{{{parameter['name']}}}", str(values.get(parameter["name"], example)))
    return name


def in_query(operation: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the parameters of an operation's query."""
    return [parameter for parameter in operation.get("parameters", ()) if parameter["in"] == "query"]


async def test_no_parameter_brings_a_text_of_the_framework(
    api: DocumentReader, clients: Mapping[str, httpx2.AsyncClient]
) -> None:
    """The first parameter of a name and schema in a service gets every odd text, and those like it get a share each."""
    seen: Counter[tuple[object, ...]] = Counter()
    for client, name, operation in operations(api, clients):
        for parameter in in_query(operation):
            alike = (client, parameter["name"], json.dumps(parameter["schema"], sort_keys=True))
            texts = ODD[seen[alike] % SHARES :: SHARES] if seen[alike] else ODD
            seen[alike] += 1
            for odd in texts:
                await refusal(client, filled(name, operation), params={parameter["name"]: odd})


@pytest.mark.slow
async def test_no_parameter_of_any_operation_brings_a_text_of_the_framework(
    api: DocumentReader, clients: Mapping[str, httpx2.AsyncClient]
) -> None:
    for client, name, operation in operations(api, clients):
        for parameter in in_query(operation):
            for odd in ODD:
                await refusal(client, filled(name, operation), params={parameter["name"]: odd})


async def test_no_unknown_parameter_is_taken(api: DocumentReader, clients: Mapping[str, httpx2.AsyncClient]) -> None:
    for client, name, operation in operations(api, clients):
        for unknown in UNKNOWN:
            message = await refusal(client, filled(name, operation), params={unknown: "1"})
            assert message, f"{name} takes the unknown parameter {unknown}"
            assert f"{unknown}: is unknown" in message, name


async def test_no_parameter_is_taken_twice(api: DocumentReader, clients: Mapping[str, httpx2.AsyncClient]) -> None:
    for client, name, operation in operations(api, clients):
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "query" and parameter["schema"].get("type") != "array":
                message = await refusal(client, filled(name, operation), params={parameter["name"]: ["1", "1"]})
                assert message, f"{name} takes the parameter {parameter['name']} twice"
                assert f"{parameter['name']}: must be given only once" in message, name


@pytest.mark.parametrize("odd", ["x", "0.5", "-1", "9" * 30, "true"])
async def test_no_path_brings_a_text_of_the_framework(
    api: DocumentReader, clients: Mapping[str, httpx2.AsyncClient], odd: str
) -> None:
    for client, name, operation in operations(api, clients):
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "path":
                await refusal(client, filled(name, operation, {parameter["name"]: odd}))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=6), inner, max_size=2),
    max_leaves=6,
)


async def send_bodies(api: DocumentReader, clients: Mapping[str, httpx2.AsyncClient], data: st.DataObject) -> None:
    """Send two odd bodies to each operation that has one."""
    for client, name, operation in operations(api, clients):
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if content is None:
            continue
        example = content.get("example")
        fields = list(example) if isinstance(example, dict) else []
        body = data.draw(st.dictionaries(st.sampled_from([*fields, "other"]), json_values, max_size=3) | json_values)
        await refusal(client, filled(name, operation), json=body)
        await refusal(
            client, filled(name, operation), json={**(example or {}), **(body if isinstance(body, dict) else {})}
        )


@settings(RULES, max_examples=8)
@given(data=st.data())
async def test_no_body_brings_a_text_of_the_framework(
    api: DocumentReader, clients: Mapping[str, httpx2.AsyncClient], data: st.DataObject
) -> None:
    await send_bodies(api, clients, data)


@pytest.mark.slow
@settings(RULES, max_examples=100)
@given(data=st.data())
async def test_no_body_of_many_brings_a_text_of_the_framework(
    api: DocumentReader, clients: Mapping[str, httpx2.AsyncClient], data: st.DataObject
) -> None:
    await send_bodies(api, clients, data)
