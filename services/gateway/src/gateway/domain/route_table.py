"""The routes of the gateway and the rules of each, from the declarations of the services."""

from dataclasses import dataclass
from typing import Final, Literal

Credentials = Literal["token", "none", "refresh-token", "sign-in-binding", "proxy-user", "cookies"]
"""What a request may prove: an access token or API key, nothing, the refresh token of a browser, that a browser began
this sign-in with a provider, or whom a reverse proxy has signed in. Everything else that it carries is ignored. A
service of pages receives the cookies themselves and calls the API with what is in them."""
RequestClass = Literal["default", "sign-in", "search", "images", "exports", "links"]
"""The limit that requests count against besides reads and writes: POST where passwords can be guessed, or reads."""


@dataclass(frozen=True, slots=True)
class Route:
    """A path below `/api/v1` and the rules for its requests; a null limit is the setting of the gateway."""

    path: str
    """Segments; `*` stands for any one. `/` is everything outside of `/api`."""
    service: str
    exact: bool = False
    """Whether it is this path alone, or also everything below it."""
    public_reads: bool = False
    """Whether GET and HEAD need no token; an invalid one is then ignored."""
    credentials: Credentials = "token"
    request_class: RequestClass = "default"
    connect_seconds: float | None = None
    first_byte_seconds: float | None = None
    total_seconds: float | None = None
    max_body_bytes: int | None = None

    @property
    def segments(self) -> tuple[str, ...]:
        """Return the segments of the path."""
        return tuple(self.path.split("/"))


# generated region routes
ROUTES: Final = (
    Route("auth", "auth"),
    Route("users/me", "auth"),
    Route("admin/users", "auth"),
    Route("admin/audit", "auth"),
    Route("admin/invitations", "auth"),
    Route("admin/dead-letters", "auth"),
    Route("users", "auth", public_reads=True),
    Route("auth/login", "auth", exact=True, credentials="none", request_class="sign-in"),
    Route("auth/login/second-factor", "auth", exact=True, credentials="none", request_class="sign-in"),
    Route("auth/login/second-factor/code", "auth", exact=True, credentials="none", request_class="sign-in"),
    Route("auth/login/second-factor/options", "auth", exact=True, credentials="none", request_class="sign-in"),
    Route("auth/passkeys/sign-in", "auth", exact=True, credentials="none", request_class="sign-in"),
    Route("auth/passkeys/sign-in/options", "auth", exact=True, credentials="none", request_class="sign-in"),
    Route("auth/codes", "auth", exact=True, credentials="none", request_class="sign-in"),
    Route("auth/codes/sign-in", "auth", exact=True, credentials="none", request_class="sign-in"),
    Route("auth/register", "auth", exact=True, credentials="none", request_class="sign-in"),
    Route("auth/email/confirm", "auth", exact=True, credentials="none", request_class="sign-in"),
    Route("auth/password/forgot", "auth", exact=True, credentials="none", request_class="sign-in"),
    Route("auth/password/reset", "auth", exact=True, credentials="none", request_class="sign-in"),
    Route("auth/device", "auth", exact=True, credentials="none"),
    Route("auth/device/token", "auth", exact=True, credentials="none"),
    Route("auth/providers", "auth", exact=True, credentials="none"),
    Route("auth/refresh", "auth", exact=True, credentials="refresh-token"),
    Route("auth/oidc", "auth", credentials="sign-in-binding"),
    Route("auth/proxy/sign-in", "auth", exact=True, credentials="proxy-user"),
    Route("users/me/export", "auth", exact=True, request_class="exports", first_byte_seconds=30, total_seconds=120),
    Route("catalog", "catalog", public_reads=True),
    Route("home", "catalog", public_reads=True),
    Route("admin/catalog", "catalog"),
    Route("admin/catalog-policies", "catalog"),
    Route("ingestion", "ingestion"),
    Route("catalog/import", "ingestion"),
    Route("stats/sync", "ingestion"),
    Route("ingestion/search", "ingestion", exact=True, request_class="search", first_byte_seconds=5, total_seconds=10),
    Route("lists/external", "ingestion"),
    Route("ingestion/bulk", "ingestion", first_byte_seconds=20, total_seconds=60),
    Route("stats", "stats", public_reads=True),
    Route("insights", "insights", public_reads=True),
    Route("user-media", "library"),
    Route("me", "library"),
    Route("admin/lists", "library"),
    Route("lists", "library", public_reads=True),
    Route("rankings", "library", public_reads=True),
    Route("users/*/ratings", "library", public_reads=True),
    Route("users/*/watchlist", "library", public_reads=True),
    Route("users/*/history", "library", public_reads=True),
    Route("scrobble", "library", credentials="none"),
    Route("me/export", "library", exact=True, request_class="exports", first_byte_seconds=60, total_seconds=300),
    Route(
        "me/watched-export", "library", exact=True, request_class="exports", first_byte_seconds=60, total_seconds=300
    ),
    Route("me/imports", "library", first_byte_seconds=20, total_seconds=90),
    Route("me/statistics", "library", first_byte_seconds=15),
    Route("search", "search", public_reads=True, request_class="search", first_byte_seconds=5, total_seconds=10),
    Route(
        "catalog/search", "search", public_reads=True, request_class="search", first_byte_seconds=5, total_seconds=10
    ),
    Route("notifications", "notifications"),
    Route("admin/notifications", "notifications"),
    Route("notifications/unsubscribe", "notifications", exact=True, credentials="none"),
    Route("/", "web", credentials="cookies", first_byte_seconds=15, max_body_bytes=26214400),
    Route("billing", "billing", first_byte_seconds=20),
    Route("admin/billing", "billing", first_byte_seconds=20),
    Route("billing/webhooks", "billing", credentials="none", max_body_bytes=262144),
    Route("billing/returns", "billing", credentials="none", max_body_bytes=262144),
    Route("plans", "billing", public_reads=True),
    Route("sources", "sources", first_byte_seconds=30),
    Route("admin/sources", "sources", first_byte_seconds=30),
    Route("sources/titles", "sources"),
    Route("sources/files", "sources", first_byte_seconds=30, total_seconds=21600),
    Route("sources/streams", "sources", credentials="none", first_byte_seconds=30, total_seconds=21600),
    Route("playback", "playback"),
    Route("admin/playback", "playback"),
    Route("playback/titles", "playback", public_reads=True),
    Route("music", "music"),
    Route("admin/music", "music"),
    Route("music/tracks", "music", first_byte_seconds=30, total_seconds=21600),
    Route("music/albums", "music", first_byte_seconds=30, total_seconds=21600),
    Route(
        "music/links", "music", credentials="none", request_class="links", first_byte_seconds=30, total_seconds=21600
    ),
    Route("music/radio/stations", "music", first_byte_seconds=30, total_seconds=21600),
    Route("rest", "music", credentials="none", first_byte_seconds=30, total_seconds=21600),
    Route("admin/music/albums", "music", first_byte_seconds=30, max_body_bytes=5242880),
    Route("admin/music/artists", "music", first_byte_seconds=30, max_body_bytes=5242880),
    Route("social", "social"),
    Route("admin/social", "social"),
    Route("social/titles", "social", public_reads=True),
    Route("social/lists", "social", public_reads=True),
    Route("social/reviews", "social", public_reads=True),
    Route("social/comments", "social", public_reads=True),
    Route("social/me/export", "social", exact=True, request_class="exports", first_byte_seconds=60, total_seconds=300),
    Route("federation", "federation", first_byte_seconds=20, total_seconds=60),
    Route("admin/federation", "federation", first_byte_seconds=20, total_seconds=60),
    Route("federation/peers", "federation", first_byte_seconds=30, total_seconds=21600),
    Route(
        "federation/server",
        "federation",
        credentials="none",
        request_class="links",
        first_byte_seconds=30,
        total_seconds=21600,
    ),
    Route(
        "federation/wire",
        "federation",
        credentials="none",
        request_class="links",
        first_byte_seconds=30,
        total_seconds=21600,
    ),
)
# end of generated region
