"""Which paths are clear, and where they lead."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.compatibility import is_compatible
from gateway.domain.errors import BadPath, RouteNotFound
from gateway.domain.paths import check_query, split_path
from gateway.domain.route_table import ROUTES
from gateway.domain.routes import API_SERVICES, METHODS, PAGES, SERVICES, Target, find_target

pytestmark = pytest.mark.unit

SERVICE_BY_PREFIX = {route.path: route.service for route in ROUTES if not route.exact and route is not PAGES}
PUBLIC_READS = {route.path for route in ROUTES if route.public_reads}


def target(path: bytes) -> Target:
    return find_target(path, split_path(path))


@pytest.mark.parametrize(
    ("raw", "segments"),
    [
        (b"/", ("",)),
        (b"/api/v1/catalog", ("api", "v1", "catalog")),
        (b"/api/v1/catalog/", ("api", "v1", "catalog", "")),
        (b"/a%20b/%C3%BC", ("a b", "ü")),
        (b"/%61", ("a",)),
        (b"/a%252fb", ("a%2fb",)),
        (b"/.../..a/a..;x", ("...", "..a", "a..;x")),
    ],
)
def test_clear_path_is_decoded_once(raw: bytes, segments: tuple[str, ...]) -> None:
    assert split_path(raw) == segments


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"api",
        b"//",
        b"/a//b",
        b"/.",
        b"/..",
        b"/a/../b",
        b"/a/%2e%2e/b",
        b"/a/%2E./b",
        b"/a/..;x/b",
        b"/a%2fb",
        b"/a%2Fb",
        b"/a%5cb",
        b"/a%5Cb",
        b"/a%00",
        b"/a%0a",
        b"/a%1F",
        b"/a%7f",
        b"/a\\b",
        b"/a#b",
        b"/a b",
        b"/a\tb",
        b"/a\x00",
        b"/\xc3\xbc",
        b"/%",
        b"/%4",
        b"/%g0",
        b"/%ff",
        b"/%c3",
        b"/" + b"a" * 4096,
    ],
)
def test_ambiguous_path_is_rejected(raw: bytes) -> None:
    with pytest.raises(BadPath):
        split_path(raw)


@given(st.binary(max_size=40).map(lambda tail: b"/" + tail))
def test_accepted_path_is_unambiguous(raw: bytes) -> None:
    try:
        segments = split_path(raw)
    except BadPath:
        return
    assert all(character not in segment for segment in segments for character in "/\\\x00\r\n")
    assert not {".", ".."} & set(segments)
    assert len(segments) == raw.count(b"/")


@pytest.mark.parametrize("query", [b"a\x00b", b"a b", "ü".encode(), b"a" * 8193, b"\r\n"])
def test_ambiguous_query_is_rejected(query: bytes) -> None:
    with pytest.raises(BadPath):
        check_query(query)


def test_every_prefix_leads_to_its_service() -> None:
    prefixes = {
        "auth": "auth",
        "users": "auth",
        "users/me": "auth",
        "catalog": "catalog",
        "home": "catalog",
        "ingestion": "ingestion",
        "catalog/import": "ingestion",
        "stats/sync": "ingestion",
        "stats": "stats",
        "insights": "insights",
        "user-media": "library",
        "me": "library",
    }
    assert SERVICE_BY_PREFIX.items() >= prefixes.items()
    assert set(API_SERVICES) == set(SERVICE_BY_PREFIX.values())
    assert set(SERVICES) == {*API_SERVICES, "web"}


@pytest.mark.parametrize("prefix", SERVICE_BY_PREFIX)
def test_the_compatible_api_leads_to_the_same_path(prefix: str) -> None:
    versioned = target(f"/api/v1/{prefix}/a%20b/c".encode())
    compatible = target(f"/api/{prefix}/a%20b/c".encode())

    assert versioned.nesting is None
    assert compatible == replace(versioned, nesting=b"pages")
    assert versioned.path == f"/api/v1/{prefix}/a%20b/c".encode()
    assert (versioned.service, versioned.rest) == (SERVICE_BY_PREFIX[prefix], ("a b", "c"))
    assert versioned.label == f"/api/v1/{prefix}"


@pytest.mark.parametrize(
    ("path", "nesting"),
    [
        (b"/api/catalog/movies/trending", b"pages"),
        (b"/api/catalog/shows/new-episodes", b"lists"),
        (b"/api/catalog/shows/%6eew-episodes", b"lists"),
        (b"/api/v1/catalog/shows/new-episodes", None),
        (b"/api/user-media", b"nothing"),
        (b"/api/user-media/continue", b"nothing"),
        (b"/api/user-media/5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11", b"pages"),
        (b"/api/admin/catalog-policies/runs", b"lists"),
        (b"/api/admin/catalog-policies/runs/5a1f4b62/promote", b"outcome"),
        (b"/api/admin/catalog-policies/runs/5a1f4b62/cancel", b"outcome"),
        (b"/api/admin/catalog-policies/runs/5a1f4b62/resume", b"pages"),
        (b"/api/admin/catalog-policies/runs/5a1f4b62/diff", b"pages"),
        (b"/api/v1/admin/catalog-policies/runs/5a1f4b62/promote", None),
        (b"/.well-known/jwks.json", None),
    ],
)
def test_lists_of_the_compatible_api_are_nested_by_path(path: bytes, nesting: bytes | None) -> None:
    assert target(path).nesting == nesting


@pytest.mark.parametrize(
    ("raw", "expected"),
    [(b"/api/auth//x", True), (b"/api/v1x", True), (b"/api/v1/auth//x", False), (b"/docs", False), (b"", False)],
)
def test_a_malformed_path_is_of_the_compatible_api_by_its_prefix(raw: bytes, expected: bool) -> None:
    assert is_compatible(raw) is expected


@pytest.mark.parametrize(
    "path",
    [b"/api", b"/api/", b"/api/v1", b"/api/v1/", b"/api/v2/auth", b"/api/v1/Auth", b"/docs/x",
     b"/api/v1/v1/auth", b"/api/v1/auth;x", b"/health/live", b"/metrics", b"/internal/x", b"/.well-known/other"],
)  # fmt: skip
def test_other_paths_are_not_found(path: bytes) -> None:
    with pytest.raises(RouteNotFound):
        target(path)


@pytest.mark.parametrize("path", [b"/", b"/movies/dune-2021", b"/v1/auth", b"/API/v1/auth", b"/static/app.js"])
def test_every_other_path_is_a_page_and_keeps_its_bytes(path: bytes) -> None:
    page = target(path)
    assert (page.service, page.path, page.label) == ("web", path, "/")
    assert page.is_page()
    assert not page.accepts_token()


@pytest.mark.parametrize(
    ("path", "service", "label", "rest"),
    [
        (b"/api/v1/catalog/import/movie/603", "ingestion", "/api/v1/catalog/import", ("movie", "603")),
        (b"/api/catalog/import/show/1396", "ingestion", "/api/v1/catalog/import", ("show", "1396")),
        (b"/api/v1/catalog/%69mport/movie/603", "ingestion", "/api/v1/catalog/import", ("movie", "603")),
        (b"/api/v1/catalog/import", "ingestion", "/api/v1/catalog/import", ()),
        (b"/api/v1/catalog/imports", "catalog", "/api/v1/catalog", ("imports",)),
        (b"/api/v1/catalog/import;x/movie/603", "catalog", "/api/v1/catalog", ("import;x", "movie", "603")),
        (b"/api/v1/catalog/movies/import", "catalog", "/api/v1/catalog", ("movies", "import")),
        (b"/api/v1/catalog", "catalog", "/api/v1/catalog", ()),
    ],
)
def test_longest_prefix_wins(path: bytes, service: str, label: str, rest: tuple[str, ...]) -> None:
    match = target(path)
    assert (match.service, match.label, match.rest) == (service, label, rest)
    assert match.path == b"/api/v1/catalog" + path.partition(b"catalog")[2]


@pytest.mark.parametrize("path", [b"/rest/ping.view", b"/api/v1/rest/ping.view", b"/api/rest/ping.view"])
def test_apps_that_speak_subsonic_lead_to_music_without_a_token(path: bytes) -> None:
    destination = target(path)
    assert (destination.service, destination.path, destination.rest) == (
        "music",
        b"/api/v1/rest/ping.view",
        ("ping.view",),
    )
    assert not destination.accepts_token()
    assert not destination.is_page()


@pytest.mark.parametrize("path", [b"/restaurants", b"/a/rest/ping"])
def test_other_paths_with_this_word_are_pages(path: bytes) -> None:
    assert target(path).is_page()


def test_import_is_not_a_public_read() -> None:
    import_target = target(b"/api/v1/catalog/import/movie/603")
    assert not any(import_target.is_public(method) for method in METHODS)


def test_key_set_is_served_by_auth() -> None:
    keys = target(b"/.well-known/jwks.json")
    assert (keys.service, keys.path, keys.label) == ("auth", b"/.well-known/jwks.json", "/.well-known/jwks.json")


def test_only_reads_of_public_prefixes_need_no_token() -> None:
    public = {
        (method, prefix)
        for method in METHODS
        for prefix in SERVICE_BY_PREFIX
        if target(f"/api/v1/{prefix}/x".encode()).is_public(method)
    }
    assert public == {(method, prefix) for method in ("GET", "HEAD") for prefix in PUBLIC_READS}
    lists = {f"users/*/{name}" for name in ("ratings", "watchlist", "history")}
    prefixes = {
        "catalog",
        "catalog/search",
        "home",
        "insights",
        "lists",
        "plans",
        "playback/titles",
        "rankings",
        "search",
        "social/comments",
        "social/lists",
        "social/reviews",
        "social/titles",
        "stats",
        "users",
    }
    assert prefixes | lists == PUBLIC_READS


@pytest.mark.parametrize(
    ("path", "service", "prefix", "rest"),
    [
        (b"/api/v1/users/ada_l", "auth", "users", ("ada_l",)),
        (b"/api/v1/users/ada_l/ratings", "library", "users/*/ratings", ()),
        (b"/api/users/me/history", "library", "users/*/history", ()),
        (b"/api/v1/users/ada_l/ratings/x", "library", "users/*/ratings", ("x",)),
        (b"/api/v1/users/ada_l/followers", "auth", "users", ("ada_l", "followers")),
        (b"/api/v1/users/me/avatar", "auth", "users/me", ("avatar",)),
    ],
)
def test_the_lists_of_any_user_are_those_of_the_library(
    path: bytes, service: str, prefix: str, rest: tuple[str, ...]
) -> None:
    result = target(path)

    assert (result.service, result.route.path, result.rest) == (service, prefix, rest)


@pytest.mark.parametrize(
    ("path", "accepts_token", "signs_in"),
    [
        (b"/api/v1/auth/login", False, True),
        (b"/api/auth/register", False, True),
        (b"/api/v1/auth/refresh", False, False),
        (b"/api/v1/auth/oidc/token", False, False),
        (b"/api/auth/oidc/example/callback", False, False),
        (b"/api/v1/auth/providers", False, False),
        (b"/api/v1/notifications/unsubscribe", False, False),
        (b"/api/notifications/unsubscribe", False, False),
        (b"/api/v1/notifications/preferences", True, False),
        (b"/api/v1/auth/proxy/sign-in", False, False),
        (b"/api/v1/auth/proxy/sign-in/x", True, False),
        (b"/api/v1/auth/device", False, False),
        (b"/api/v1/auth/device/token", False, False),
        (b"/api/v1/auth/device/approve", True, False),
        (b"/api/v1/auth/devices/token", True, False),
        (b"/api/v1/auth/identities", True, False),
        (b"/api/v1/users/oidc", True, False),
        (b"/api/v1/auth/me", True, False),
        (b"/api/v1/auth/login/x", True, False),
        (b"/api/v1/users/login", True, False),
    ],
)
def test_token_is_ignored_on_sign_in(path: bytes, accepts_token: bool, signs_in: bool) -> None:
    match = target(path)
    assert (match.accepts_token(), match.is_sign_in("POST"), match.is_sign_in("GET")) == (
        accepts_token,
        signs_in,
        False,
    )
