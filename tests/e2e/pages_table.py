"""Every page of the web application, by who sees it; `{name}` is replaced by what the demo data has."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

Viewer = Literal["visitor", "user", "operator"]


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its route in the application, the address that is visited, and who visits it."""

    route: str
    address: str
    viewer: Viewer = "visitor"
    status: int = 200

    @property
    def name(self) -> str:
        """Return the name of the page in files."""
        path = self.address.strip("/").replace("/", "-").replace("?", "-").partition("=")[0]
        return (path or "home").translate(str.maketrans("", "", "{}")).lower()


PAGES: Final[Sequence[Page]] = (
    Page("/", "/"),
    Page("/movies", "/movies?genres=drama"),
    Page("/shows", "/shows"),
    Page("/trends", "/trends?signal=popularity"),
    Page("/calendar", "/calendar"),
    Page("/search", "/search?q=the"),
    Page("/import/{kind}/{tmdb_id}", "/import/movie/999999"),
    Page("/offline", "/offline"),
    Page("/sign-in", "/sign-in"),
    Page("/sign-up", "/sign-up"),
    Page("/sign-in/code", "/sign-in/code"),
    Page("/forgot-password", "/forgot-password"),
    Page("/reset-password", "/reset-password"),
    Page("/confirm-address", "/confirm-address"),
    Page("/account", "/account", "user"),
    Page("/account/profile", "/account/profile", "user"),
    Page("/account/privacy", "/account/privacy", "user"),
    Page("/account/preferences", "/account/preferences", "user"),
    Page("/account/security", "/account/security", "user"),
    Page("/account/security/phone", "/account/security/phone", "user"),
    Page("/account/prove", "/account/prove", "user"),
    Page("/account/sessions", "/account/sessions", "user"),
    Page("/account/devices", "/account/devices", "user"),
    Page("/account/keys", "/account/keys", "user"),
    Page("/account/activity", "/account/activity", "user"),
    Page("/account/data", "/account/data", "user"),
    Page("/account/notifications", "/account/notifications", "user"),
    Page("/account/notifications/deliveries", "/account/notifications/deliveries", "user"),
    Page("/account/notifications/webhooks", "/account/notifications/webhooks", "user"),
    Page("/plans", "/plans"),
    Page("/plans", "/plans?interval=year", "user"),
    Page("/plans/{code}", "/plans/premium?currency=USD", "user"),
    Page("/billing", "/billing", "user"),
    Page("/billing/invoices", "/billing/invoices", "user"),
    Page("/billing/payments", "/billing/payments", "user"),
    Page("/billing/purchases", "/billing/purchases", "user"),
    Page("/device", "/device", "user"),
    Page("/inbox", "/inbox", "user"),
    Page("/account/notifications/webhooks/{webhook_id:uuid}", "/account/notifications/webhooks/{webhookId}", "user"),
    Page(
        "/account/notifications/webhooks/{webhook_id:uuid}/deliveries/{delivery_id:uuid}",
        "/account/notifications/webhooks/{webhookId}/deliveries/{webhookDeliveryId}",
        "user",
    ),
    Page("/nothing", "/nothing", status=404),
    Page("/lists", "/lists"),
    Page("/lists/{list_id:uuid}", "/lists/{list}"),
    Page("/lists/shared", "/lists/shared?token={token}"),
    Page("/users/{username}", "/users/demo"),
    Page("/", "/?signed-in", "user"),
    Page("/movies/{slug}", "/movies/{movie}"),
    Page("/shows/{slug}", "/shows/{show}"),
    Page("/shows/{slug}/seasons/{number}", "/shows/{show}/seasons/1"),
    Page("/people/{person}", "/people/{person}"),
    Page("/collections/{collection}", "/collections/{collection}"),
    Page("/curated", "/curated"),
    Page("/curated/{slug}", "/curated/{curated}"),
    Page("/compare", "/compare?ids={movieId},{showId}"),
    Page("/years/{year}", "/years/{year}"),
    Page("/admin", "/admin", "operator"),
    Page("/admin", "/admin?forbidden", "user", status=403),
    Page("/admin/jobs", "/admin/jobs", "operator"),
    Page("/admin/jobs/{job_id}", "/admin/jobs/{job}", "operator"),
    Page("/admin/schedules", "/admin/schedules", "operator"),
    Page("/admin/policies", "/admin/policies", "operator"),
    Page("/admin/policies/new", "/admin/policies/new", "operator"),
    Page("/admin/policies/{policy_id}", "/admin/policies/{policy}", "operator"),
    Page("/admin/policies/runs/{run_id}", "/admin/policies/runs/{run}", "operator"),
    Page("/admin/titles", "/admin/titles?q=the", "operator"),
    Page("/admin/titles/{media_id}", "/admin/titles/{movieId}", "operator"),
    Page("/admin/home", "/admin/home", "operator"),
    Page("/admin/collections/{slug}", "/admin/collections/{curated}", "operator"),
    Page("/admin/changes", "/admin/changes", "operator"),
    Page("/admin/users", "/admin/users", "operator"),
    Page("/admin/users/{user_id}", "/admin/users/{user}", "operator"),
    Page("/admin/audit", "/admin/audit", "operator"),
    Page("/admin/deliveries", "/admin/deliveries", "operator"),
    Page("/admin/dead-letters", "/admin/dead-letters?status=", "operator"),
    Page("/admin/dead-letters/{letter_id:uuid}", "/admin/dead-letters/{letter}", "operator"),
    Page("/admin/events", "/admin/events", "operator"),
    Page("/admin/egress", "/admin/egress", "operator"),
    Page("/admin/finance", "/admin/finance", "operator"),
    Page("/admin/finance", "/admin/finance?forbidden", "user", status=403),
    Page("/admin/finance/plans", "/admin/finance/plans", "operator"),
    Page("/admin/finance/plans/{code}", "/admin/finance/plans/premium", "operator"),
    Page("/admin/finance/coupons", "/admin/finance/coupons", "operator"),
    Page("/admin/finance/payments", "/admin/finance/payments", "operator"),
    Page("/admin/finance/webhooks", "/admin/finance/webhooks", "operator"),
    Page("/admin/finance/reconciliations", "/admin/finance/reconciliations", "operator"),
    Page("/admin/playback", "/admin/playback", "operator"),
    Page("/admin/playback/uploads", "/admin/playback/uploads", "operator"),
    Page("/admin/playback/jobs", "/admin/playback/jobs", "operator"),
    Page("/admin/playback/key-releases", "/admin/playback/key-releases", "operator"),
    Page("/admin/playback/sessions", "/admin/playback/sessions", "operator"),
    Page("/admin/playback/storage", "/admin/playback/storage", "operator"),
    Page("/my", "/my", "user"),
    Page("/my", "/my?look=table", "user"),
    Page("/my/continue", "/my/continue", "user"),
    Page("/my/history", "/my/history", "user"),
    Page("/my/ratings", "/my/ratings", "user"),
    Page("/my/subscriptions", "/my/subscriptions", "user"),
    Page("/my/statistics", "/my/statistics", "user"),
    Page("/my/year/{year:int}", "/my/year/{year}", "user"),
    Page("/my/imports", "/my/imports", "user"),
    Page("/my/imports/{import_id:uuid}", "/my/imports/{import}", "user"),
    Page("/my/exports", "/my/exports", "user"),
    Page("/my/sources", "/my/sources", "user"),
    Page("/my/sources", "/my/sources?for=operators", "operator"),
    Page("/my/sources/unmatched", "/my/sources/unmatched", "operator"),
    Page("/my/sources/new/{name}", "/my/sources/new/folder", "operator"),
    Page("/my/sources/{source_id:uuid}", "/my/sources/{source}", "operator"),
    Page("/my/sources/{source_id:uuid}/files", "/my/sources/{source}/files", "operator"),
    Page("/admin/sources", "/admin/sources", "operator"),
    Page("/my/lists", "/my/lists", "user"),
    Page("/my/lists/smart", "/my/lists/smart", "user"),
    Page("/my/lists/followed", "/my/lists/followed", "user"),
    Page("/my/lists/followed/{list_id:uuid}", "/my/lists/followed/{followed}", "user"),
    Page("/my/lists/{list_id:uuid}/rules", "/my/lists/{smart}/rules", "user"),
    Page("/lists/{list_id:uuid}", "/lists/{list}?mine", "user"),
    Page("/lists/{list_id:uuid}/edit", "/lists/{list}/edit", "user"),
    Page("/lists/{list_id:uuid}/sharing", "/lists/{list}/sharing", "user"),
    Page("/lists/join", "/lists/join?token=none", "user"),
)

FRAGMENTS: Final = frozenset(
    {
        "/inbox/count",
        "/sign-in/providers/{provider}",
        "/sign-in/return",
        "/account/security/providers/{provider}",
        "/billing/checkouts/{checkout_id:uuid}",
        "/billing/return",
        "/billing/change",
        "/billing/cancel",
        "/billing/pause",
        "/billing/invoices/{invoice_id:uuid}",
        "/billing/invoices/{invoice_id:uuid}/document",
        "/admin/finance/report.csv",
        "/admin/finance/invoices/{invoice_id:uuid}/document",
        "/admin/finance/reconciliations/{run_id:uuid}",
        "/admin/playback/assets/{asset_id:uuid}",
        "/admin/playback/assets/{asset_id:uuid}/upload",
        "/admin/playback/uploads/{upload_id:uuid}",
        "/watch/movies/{slug}",
        "/watch/{folder}/{slug}/files/{file_id:uuid}",
        "/watch/{folder}/{slug}/trailer",
        "/watch/shows/{slug}/seasons/{number}/episodes/{episode}",
        "/search/suggestions",
        "/search/beyond",
        "/import/{kind}/{tmdb_id}/progress",
        "/my/titles/{media_id:uuid}/actions",
        "/my/titles/{media_id:uuid}/seasons/{number:int}",
        "/my/year",
        "/my/sources/files/{file_id:uuid}/title",
        "/my/sources/{source_id:uuid}/scans",
        "/my/exports/{name}",
        "/my/imports/{import_id:uuid}/progress",
        "/my/imports/{import_id:uuid}/rows/{position:int}/search",
        "/lists/{list_id:uuid}/items/search",
        "/lists/{list_id:uuid}/file",
        "/lists/shared/file",
    }
)
"""Routes below other addresses than `/parts/` that are parts of a page, or lead to another one at once.

Those of billing lead elsewhere for a user without a subscription. A reconciliation takes one that has run. Those of
videos need one, which the demo data does not have: `test_playback_pages.py` visits them; `test_source_pages.py` visits
the choice of a title.
"""

OF_MUSIC: Final = frozenset(
    {
        "/music",
        "/music/albums",
        "/music/albums/{album_id:uuid}",
        "/music/artists",
        "/music/artists/{artist_id:uuid}",
        "/music/genres",
        "/music/genres/{genre_id:uuid}",
        "/music/favourites",
        "/music/apps",
        "/music/explore",
        "/music/history",
        "/music/radio",
        "/music/radio/stations/{station_id:uuid}/entry",
        "/music/mixes/{name}",
        "/music/mixes/{subject}/{subject_id:uuid}",
        "/music/playlists",
        "/music/playlists/choice",
        "/music/playlists/{playlist_id:uuid}",
        "/music/queue",
        "/music/search",
        "/music/tracks/{track_id:uuid}",
        "/music/tracks/{track_id:uuid}/entry",
        "/admin/music",
        "/admin/music/folders/{folder_id:uuid}",
        "/admin/music/scans",
    }
)
"""Pages of an optional service, which the demo stack does not have."""
