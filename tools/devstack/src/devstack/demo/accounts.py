"""The accounts of the demo data: registered and changed as users do it, over the public API."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from contracts.identity import media_id
from devstack.demo.community import NAMES
from devstack.demo.stock import Stock
from devstack.demo.visitor import NIGHT_FERRY, PREFERENCES, PROFILE, SERVICES, SIGNAL_TOWER
from devstack.gateway_client import GatewayClient
from devstack.secret_files import EDITOR_EMAIL, VISITOR_EMAIL, Secrets

VISITOR_NAME: Final = "demo"
EDITOR_NAME: Final = "demo_editor"


@dataclass(frozen=True, slots=True)
class Accounts:
    """Signs the users of the demo data in at a gateway, registering those that it does not know."""

    gateway: str
    secrets: Secrets

    def visitor(self) -> GatewayClient:
        """Return the visitor's session; a new one has a profile, preferences and services."""
        client = GatewayClient(self.gateway, self.secrets.demo_password, email=VISITOR_EMAIL)
        if client.register(VISITOR_NAME):
            client.patch("/users/me", PROFILE)
            client.patch("/users/me/preferences", PREFERENCES)
            client.put("/catalog/my/services", SERVICES)
        return client

    def editor(self, administrator: GatewayClient) -> GatewayClient:
        """Return the editor's session, with the role that the administrator gives."""
        client = GatewayClient(self.gateway, self.secrets.editor_password, email=EDITOR_EMAIL)
        client.register(EDITOR_NAME)
        user = client.get("/users/me")["id"]
        administrator.put(f"/admin/users/{user}/roles", {"roles": ["user", "editor"]})
        client.sign_in()
        return client

    def member(self, place: int) -> GatewayClient:
        """Return the session of the user with this place in the community."""
        email = f"community-{place + 1:02}@marquee.example"
        client = GatewayClient(self.gateway, self.secrets.community_password, email=email)
        if client.register(NAMES[place]):
            profile: Mapping[str, object] = {"isProfilePublic": True, "showRatings": True, "showWatchHistory": True}
            client.patch("/users/me", profile)
        return client


def subscribe(visitor: GatewayClient, stock: Stock) -> None:
    """Subscribe the visitor to what happens soon: titles that rise, episodes, seasons, releases and offers."""
    for movie in stock.new_movies(21)[-4:]:
        _subscribe(visitor, "movie", movie.ids.tmdb, "rising", "on_streaming")
    for movie in stock.coming_movies()[:3]:
        _subscribe(visitor, "movie", movie.ids.tmdb, "release")
    for number in (NIGHT_FERRY, SIGNAL_TOWER):
        _subscribe(visitor, "show", number, "new_episode", "new_season", "status_changed")


def _subscribe(visitor: GatewayClient, kind: str, number: int, *triggers: str) -> None:
    identifier = media_id("movie" if kind == "movie" else "show", number)
    for trigger in triggers:
        visitor.post(f"/me/subscriptions/{identifier}", {"trigger": trigger})
