"""Every service that calls others reports its guards to administrators, and to no other user."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI

from chassis.testing.clients import InProcess
from chassis.testing.tokens import Tokens

pytestmark = pytest.mark.unit

USER: Final = UUID(int=1)
REPORTS: Final[Mapping[str, tuple[str, list[str]]]] = {
    "auth": ("/auth/egress", ["identity_providers"]),
    "federation": ("/admin/federation/egress", ["peers"]),
    "ingestion": ("/ingestion/egress", ["providers"]),
    "music": ("/admin/music/egress", ["metadata", "music_pictures", "radio", "radio_directory"]),
    "notifications": ("/admin/notifications/egress", ["services", "webhooks"]),
    "playback": ("/admin/playback/egress", ["licences"]),
    "sources": ("/admin/sources/egress", ["sources"]),
}
"""The route of each service, and the purposes that it has by its defaults."""


@pytest.mark.parametrize("service", REPORTS)
async def test_administrators_read_the_guards_of_a_service(applications: Mapping[str, FastAPI], service: str) -> None:
    tokens = Tokens()
    application = applications[service]
    application.state.verifier = tokens.verifier()
    path, purposes = REPORTS[service]
    async with httpx2.AsyncClient(transport=InProcess(application), base_url="http://service.test/api/v1") as client:
        assert (await client.get(path)).status_code == 401
        assert (await client.get(path, headers=tokens.bearer(USER, roles=("user", "editor")))).status_code == 403
        response = await client.get(path, headers=tokens.bearer(USER, roles=("user", "admin")))
    assert response.status_code == 200, response.text
    guards = response.json()["data"]
    assert [guard["purpose"] for guard in guards] == purposes
    assert response.headers.get_list("cache-control") == ["private, no-store"]
    for guard in guards:
        # Many stations of radio are served by plain HTTP.
        assert guard["httpsOnly"] is (guard["purpose"] != "radio")
        assert (guard["mode"], guard["condition"]["holds"]) == ("enforce", True)
        assert (guard["proxy"], guard["requiredPath"], guard["refusals"]) == (None, None, {})


def test_every_service_with_settings_of_egress_reports(applications: Mapping[str, FastAPI]) -> None:
    reporting = {
        service
        for service, application in applications.items()
        if any(path.endswith("/egress") for path in application.openapi()["paths"])
    }
    assert reporting == set(REPORTS)
    assert {
        service for service, application in applications.items() if hasattr(application.state, "egress_guards")
    } == (reporting)
