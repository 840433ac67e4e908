"""What the services may call outside of the installation, by which path, and what was refused."""

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from web.presentation.visits import AdminVisit

router = APIRouter()

REPORTS: Final = {
    "ingestion": "ingestion/egress",
    "notifications": "admin/notifications/egress",
    "playback": "admin/playback/egress",
    "sources": "admin/sources/egress",
    "music": "admin/music/egress",
    "federation": "admin/federation/egress",
    "auth": "auth/egress",
}
"""The report of each service."""
PURPOSES: Final = frozenset(
    {
        "providers",
        "webhooks",
        "push",
        "services",
        "sms",
        "mail",
        "licences",
        "purging",
        "sources",
        "peers",
        "metadata",
        "music_pictures",
        "radio",
        "radio_directory",
        "identity_providers",
        "breached_passwords",
    }
)
"""Purposes that have a text; another one is shown by its name."""
CODES: Final = frozenset(
    {
        "egress_host",
        "egress_scheme",
        "egress_port",
        "egress_address",
        "egress_redirect",
        "egress_interface",
        "egress_source_address",
        "egress_proxy",
        "egress_probe",
    }
)
"""Broken rules that have a text."""


@router.get("/admin/egress")
async def egress(visit: AdminVisit) -> Response:
    """Return the guards of every installed service; one that does not respond is shown as such."""
    reports = await visit.parts(**{service: (path, {}) for service, path in REPORTS.items()})
    services = {service: report for service, report in reports.items() if not report.is_missing}
    return visit.render("admin/egress.html", services=services, purposes=PURPOSES, codes=CODES)
