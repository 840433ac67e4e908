"""What the administrator has begun: a policy that is prepared and not promoted, and an invitation."""

from collections.abc import Mapping
from typing import Final

from devstack.gateway_client import GatewayClient

POLICY: Final[Mapping[str, object]] = {
    "eligibilityMode": "STRICT",
    "allowedCountries": ["US", "GB", "UA", "DE", "JP"],
    "blockedCountries": [],
    "blockedCountryMode": "ANY",
    "allowedLanguages": ["en", "uk", "de", "ja"],
    "blockedLanguages": [],
    "globalProviders": [],
    "breakoutRules": [
        {
            "id": "GLOBAL_HIT",
            "name": "Global hit",
            "priority": 1,
            "requirements": {"minImdbVotes": 500_000, "requireAnyOfRatingsPresent": ["imdb"]},
        }
    ],
    "homepage": {"minRelevanceScore": 20},
    "globalRequirements": None,
}
INVITED: Final = "friend@marquee.example"


def begin(administrator: GatewayClient) -> None:
    """Begin what was not begun yet; raise GatewayRefused."""
    if administrator.total("/admin/catalog-policies") == 1:
        policy = administrator.post("/admin/catalog-policies", POLICY)
        administrator.post(f"/admin/catalog-policies/{policy['id']}/prepare")
    if administrator.total("/admin/invitations") == 0:
        administrator.post("/admin/invitations", {"email": INVITED})
