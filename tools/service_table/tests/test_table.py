"""The table of services: what a declaration may state, and contradictions between declarations."""

import pytest

from service_table.routes import CREDENTIALS, RouteRules, RouteSpec, route_lines
from service_table.table import Folder, InvalidServiceTable, check, parse

pytestmark = pytest.mark.unit

MINIMAL = """
summary = "reviews of titles"
owns = "reviews"
serves = "reviews"
port = 12
[[routes]]
prefixes = ["reviews"]
[api]
cpu = "50m"
memory = "256Mi"
"""
ROUTES = '[[routes]]\nprefixes = ["reviews"]\n'
GATEWAY = MINIMAL.replace(ROUTES, "edge = true\nschema = false\n").replace("12", "0")
REVIEWS = RouteSpec("reviews", False, RouteRules())


def test_minimal_declaration_has_a_schema_and_no_worker() -> None:
    spec = parse("reviews", MINIMAL)
    assert (spec.name, spec.prefix, spec.port, spec.routes) == ("reviews", "REVIEWS", 12, (REVIEWS,))
    assert spec.schema
    assert spec.worker is None
    assert spec.api.replicas == 3


def test_folder_and_called_services_are_read() -> None:
    extra = '[folder]\nsetting = "INDEX_FOLDER"\nsize = "4Gi"\n[network]\ncalls = ["ingestion"]\n'
    spec = parse("reviews", MINIMAL.replace("port", "reads_topics = true\nport") + extra)
    assert spec.reads_topics
    assert spec.folder == Folder("INDEX_FOLDER", "4Gi")
    assert spec.network.calls == ("ingestion",)


@pytest.mark.parametrize(
    "text",
    [
        "port = ",
        "summary = 'x'",
        MINIMAL + "gpu = 1",
        MINIMAL.replace("port = 12", ""),
        MINIMAL.replace('prefixes = ["reviews"]', ""),
        MINIMAL.replace("[api]", "cached = true\n[api]"),
    ],
)
def test_malformed_declaration_is_rejected(text: str) -> None:
    with pytest.raises(InvalidServiceTable, match=r"^reviews: service\.toml is malformed"):
        parse("reviews", text)


def test_declarations_that_agree_are_accepted() -> None:
    check([parse("gateway", GATEWAY), parse("reviews", MINIMAL)])


@pytest.mark.parametrize(
    ("was", "becomes", "problem"),
    [
        ("port = 12", "port = 0", "port 0 must have one service, got gateway and reviews"),
        ('["reviews"]', '[""]', "reviews: a route must have segments, and at most one `*` between two, got "),
        ('["reviews"]', '["a/*"]', "reviews: a route must have segments, and at most one `*` between two, got a/*"),
        ('["reviews"]', '["a/*/b/c"]', "reviews: a route with `*` must be a prefix of three segments, got a/*/b/c"),
        ("[api]", 'paths = ["a/b"]\n[api]', "reviews: a path must be below a prefix of the service, got a/b"),
        (
            "[api]",
            'credentials = "cookie"\n[api]',
            f"reviews: credentials of reviews must be one of {', '.join(CREDENTIALS)}, got cookie",
        ),
        (
            "[api]",
            'request_class = "slow"\n[api]',
            "reviews: request_class of reviews must be one of default, sign-in, search, exports, links, got slow",
        ),
        ("[api]", "total_seconds = 0\n[api]", "reviews: limits of reviews must be above 0"),
        ("port", "edge = true\nport", "exactly one service must set edge"),
        ("[api]", "[network]\ncalls = ['auth']\n[api]", "reviews: network.calls must name services, got auth"),
        ("[api]", "[network]\ncalls = ['reviews']\n[api]", "reviews: network.calls must name services, got reviews"),
    ],
)
def test_contradiction_is_named(was: str, becomes: str, problem: str) -> None:
    with pytest.raises(InvalidServiceTable) as invalid:
        check([parse("gateway", GATEWAY), parse("reviews", MINIMAL.replace(was, becomes))])
    assert str(invalid.value) == problem


def test_route_of_two_services_is_named() -> None:
    other = parse("ratings", MINIMAL.replace("12", "13"))
    with pytest.raises(InvalidServiceTable, match="route reviews/… must have one service, got reviews and ratings"):
        check([parse("gateway", GATEWAY), parse("reviews", MINIMAL), other])


def test_paths_of_a_table_share_its_rules() -> None:
    text = MINIMAL.replace("[api]", 'paths = ["reviews/export"]\npublic_reads = true\ntotal_seconds = 60\n[api]')
    spec = parse("reviews", text)
    rules = RouteRules(public_reads=True, total_seconds=60)
    assert spec.routes == (RouteSpec("reviews", False, rules), RouteSpec("reviews/export", True, rules))
    check([parse("gateway", GATEWAY), spec])
    assert list(route_lines("reviews", spec.routes)) == [
        '    Route("reviews", "reviews", public_reads=True, total_seconds=60),',
        '    Route("reviews/export", "reviews", exact=True, public_reads=True, total_seconds=60),',
    ]


def test_a_long_route_has_lines_as_the_formatter_writes_them() -> None:
    rules = RouteRules(credentials="none", request_class="sign-in")
    route = RouteSpec("reviews/" + "a" * 32, True, rules)
    first, second, third = route_lines("reviews", [route])
    assert (first, third) == ("    Route(", "    ),")
    assert second == f'        "{route.path}", "reviews", exact=True, credentials="none", request_class="sign-in"'
    longer = RouteSpec("reviews/" + "a" * 60, True, rules)
    first, *inside, last = route_lines("reviews", [longer])
    assert (first, last) == ("    Route(", "    ),")
    assert inside == [
        f'        "{longer.path}",',
        '        "reviews",',
        "        exact=True,",
        '        credentials="none",',
        '        request_class="sign-in",',
    ]
