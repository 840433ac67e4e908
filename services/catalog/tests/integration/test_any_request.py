"""No request brings a 5xx: every operation of the document, with valid, odd, repeated and unknown values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, quote
from uuid import UUID

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chassis.testing.openapi import DocumentReader
from contracts.examples import EXAMPLES
from contracts.identity import media_id

if TYPE_CHECKING:
    from services.catalog.tests.conftest import Make
    from services.catalog.tests.integration.conftest import Catalog

pytestmark = pytest.mark.integration

CONSUMED: Final = ("media.imported", "season.synced", "stats.updated", "list.refreshed", "library.entry.changed")
ADA: Final = UUID(int=0xADA)
ROLES: Final = ((), ("user",), ("user", "editor"), ("user", "admin"))
RULES: Final = settings(deadline=None, suppress_health_check=list(HealthCheck), database=None)

ODD: Final = (
    "", " ", "x", "0", "-1", "1.5", "1_0", "1e3", "9" * 30, "2147483648", "true", "null", "é", "\x00", "%", "../x",
    "a,b", "2026-13-45", "0000-01-01", "9999-12-31", "2026-11-21T12:00:00", "Mars/Olympus", "zz-ZZ-zz", "*", '"',
    "'; --", "ا", "中", "a" * 300,
)  # fmt: skip
RAW: Final = ("%ff", "%00", "%ed%a0%80", "&", "=", "&&==", "+", ";")
"""Parts of a query that are not encoded: not UTF-8, or without a name or a value."""

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from(ODD),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def texts(schema: dict[str, Any], document: DocumentReader) -> st.SearchStrategy[str]:
    """Return values of a parameter: those that its schema allows, those around its bounds, and odd ones."""
    schema = document.resolved(schema)
    own: list[str] = [str(value) for value in (*schema.get("enum", ()), *schema.get("examples", ()))]
    for bound in ("minimum", "maximum"):
        if bound in schema:
            own += [str(schema[bound] + step) for step in (-1, 0, 1)]
    for inner in (*schema.get("anyOf", ()), *([schema["items"]] if "items" in schema else ())):
        own += [str(value) for value in document.resolved(inner).get("enum", ())]
    if schema.get("type") == "boolean":
        own += ["true", "false"]
    odd = st.sampled_from(ODD) | st.text(max_size=12)
    return odd if not own else st.sampled_from(own) | odd


@st.composite
def requests(draw: st.DrawFn, document: DocumentReader, names: list[str]) -> tuple[str, str, dict[str, Any], set[str]]:
    """Return a method, a path with its query, further arguments, and the names of all values that are sent."""
    name, operation = draw(st.sampled_from(list(document.operations())))
    method, _, path = name.partition(" ")
    sent, query, headers = set(), [], {}
    for parameter in operation.get("parameters", ()):
        values = texts(parameter["schema"], document)
        if parameter["in"] == "path":
            sent.add(parameter["name"])
            value = draw(st.sampled_from(names) | values)
            path = path.replace(f"{{{parameter['name']}}}", quote(value, safe=""))
        elif draw(st.integers(0, 2)) == 0:
            sent.add(parameter["name"])
            if parameter["in"] == "query":
                query += [(parameter["name"], draw(values)) for _ in range(draw(st.sampled_from((1, 1, 1, 2))))]
            else:
                sent.add(parameter["name"].lower())
                headers[parameter["name"]] = draw(values).encode("utf-8")
    if draw(st.integers(0, 9)) == 0:
        unknown = draw(st.text(min_size=1, max_size=8))
        query.append((unknown, draw(st.sampled_from(ODD))))
    raw = draw(st.sampled_from(RAW)) if draw(st.integers(0, 9)) == 0 else ""
    encoded = "&".join([f"{quote(key, safe='')}={quote(value, safe='')}" for key, value in query]) + raw
    sent |= {key for key, _ in parse_qsl(encoded, keep_blank_values=True)}
    arguments: dict[str, Any] = {"headers": headers}
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content is not None:
        arguments["json"] = draw(bodies(content.get("example")))
    return method, f"{path}?{encoded}" if encoded else path, arguments, sent


def bodies(example: object) -> st.SearchStrategy[Any]:
    """Return bodies: the example, the example with other values, and any JSON."""
    if not isinstance(example, dict):
        return json_values | st.just(example)
    changes = st.dictionaries(st.sampled_from([*example, "other"]), json_values, max_size=2)
    return changes.map(lambda changed: {**example, **changed}) | changes | json_values


@pytest_asyncio.fixture
async def names(catalog: Catalog, make: Make) -> list[str]:
    """Store titles, and return texts that name them."""
    await catalog.apply(*(event for event in EXAMPLES if event.topic in CONSUMED))
    await catalog.apply(make.movie(7, title="Seven"), make.show(8, title="Eight"), make.scores(7))
    slugs = {
        item["slug"]
        for kind in ("movies", "shows")
        for item in (await catalog.get(f"/{kind}/trending?limit=50")).json()["data"]
    }
    assert len(slugs) >= 3
    return [*sorted(slugs), *(str(media_id(kind, number)) for kind in ("movie", "show") for number in (7, 8)), "1", "7"]


async def brings_no_5xx(catalog: Catalog, names: list[str], data: st.DataObject) -> None:
    """Send a request, and check that an error of it is one of the client, with the name of a value that was sent."""
    document = DocumentReader(catalog.app.openapi())
    method, url, arguments, sent = data.draw(requests(document, names))
    roles = data.draw(st.sampled_from(ROLES))
    if roles:
        arguments["headers"] |= catalog.tokens.bearer(ADA, roles=roles)

    response = await catalog.client.request(method, url, **arguments)

    assert response.status_code < 500, (method, url, arguments, response.text)
    if response.status_code == 400:
        error = response.json()["error"]
        assert error["message"], (method, url)
        for problem in error["details"].get("errors", ()):
            # A rule of several parameters is one of the whole query.
            whole = problem["in"] == "body" or problem["field"] == problem["in"] or problem["rule"] == "missing"
            name = problem["field"].lower() if problem["in"] == "header" else problem["field"]
            in_request = whole or name in sent
            assert in_request, (method, url, arguments, problem)


@settings(RULES, max_examples=100)
@given(data=st.data())
async def test_no_request_brings_a_5xx(catalog: Catalog, names: list[str], data: st.DataObject) -> None:
    await brings_no_5xx(catalog, names, data)


@pytest.mark.slow
@settings(RULES, max_examples=2000)
@given(data=st.data())
async def test_no_request_of_thousands_brings_a_5xx(catalog: Catalog, names: list[str], data: st.DataObject) -> None:
    await brings_no_5xx(catalog, names, data)
