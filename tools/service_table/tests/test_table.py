"""The table of services: what a declaration may state, and contradictions between declarations."""

import pytest

from service_table.table import Folder, InvalidServiceTable, check, parse

pytestmark = pytest.mark.unit

MINIMAL = """
summary = "reviews of titles"
owns = "reviews"
serves = "reviews"
port = 12
routes = ["reviews"]
[api]
cpu = "50m"
memory = "256Mi"
"""
GATEWAY = MINIMAL.replace('"reviews"]', "]").replace("12", "0").replace("[api]", "edge = true\nschema = false\n[api]")


def test_minimal_declaration_has_a_schema_and_no_worker() -> None:
    spec = parse("reviews", MINIMAL)
    assert (spec.name, spec.prefix, spec.port, spec.routes) == ("reviews", "REVIEWS", 12, ("reviews",))
    assert spec.schema
    assert spec.worker is None
    assert spec.api.replicas == 6


def test_folder_and_called_services_are_read() -> None:
    extra = '[folder]\nsetting = "INDEX_FOLDER"\nsize = "4Gi"\n[network]\ncalls = ["ingestion"]\n'
    spec = parse("reviews", MINIMAL.replace("[api]", "reads_topics = true\n[api]") + extra)
    assert spec.reads_topics
    assert spec.folder == Folder("INDEX_FOLDER", "4Gi")
    assert spec.network.calls == ("ingestion",)


@pytest.mark.parametrize("text", ["port = ", "summary = 'x'", MINIMAL + "gpu = 1", MINIMAL.replace("port = 12", "")])
def test_malformed_declaration_is_rejected(text: str) -> None:
    with pytest.raises(InvalidServiceTable, match=r"^reviews: service\.toml is malformed"):
        parse("reviews", text)


def test_declarations_that_agree_are_accepted() -> None:
    check([parse("gateway", GATEWAY), parse("reviews", MINIMAL)])


@pytest.mark.parametrize(
    ("was", "becomes", "problem"),
    [
        ("port = 12", "port = 0", "port 0 must have one service, got gateway and reviews"),
        ('["reviews"]', '["a/b/c"]', "reviews: a route must have one or two segments, or a `*` between two, got a/b/c"),
        ('["reviews"]', '[""]', "reviews: a route must have one or two segments, or a `*` between two, got "),
        ("[api]", 'public_reads = ["me"]\n[api]', "reviews: public_reads must be among routes, got me"),
        ("[api]", "edge = true\n[api]", "exactly one service must set edge"),
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
    with pytest.raises(InvalidServiceTable, match="route reviews must have one service, got reviews and ratings"):
        check([parse("gateway", GATEWAY), parse("reviews", MINIMAL), other])
