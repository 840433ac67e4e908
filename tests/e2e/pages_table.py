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
        path = self.address.partition("?")[0].strip("/").replace("/", "-")
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
    Page("/device", "/device", "user"),
    Page("/inbox", "/inbox", "user"),
    Page("/account/notifications/webhooks/{webhook_id:uuid}", "/account/notifications/webhooks/{webhookId}", "user"),
    Page(
        "/account/notifications/webhooks/{webhook_id:uuid}/deliveries/{delivery_id:uuid}",
        "/account/notifications/webhooks/{webhookId}/deliveries/{webhookDeliveryId}",
        "user",
    ),
    Page("/nothing", "/nothing", status=404),
    Page("/", "/?signed-in", "user"),
)

FRAGMENTS: Final = frozenset(
    {
        "/parts/movements",
        "/parts/posters",
        "/inbox/count",
        "/sign-in/providers/{provider}",
        "/sign-in/return",
        "/account/security/providers/{provider}",
        "/search/suggestions",
        "/search/beyond",
        "/import/{kind}/{tmdb_id}/progress",
    }
)
"""Routes that are parts of a page, or lead to another one at once."""
