"""The modules of apprise open guarded sessions, and no other module does."""

import sys

import pytest
import requests

from notifications.infrastructure.channels.guarded_requests import GUARDED, GuardedSession
from notifications.infrastructure.channels.service_addresses import SERVICES, plugin

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_called_through_the_guard(service: str) -> None:
    module = sys.modules[plugin(service).__module__]

    assert vars(module)["requests"] is GUARDED


def test_what_others_import_is_not_changed() -> None:
    assert requests.sessions.Session is not GuardedSession
    assert requests.post is not GUARDED.post
    assert requests.api.request.__module__ == "requests.api"


def test_a_request_outside_of_a_call_is_refused() -> None:
    with pytest.raises(LookupError):
        GUARDED.post("http://127.0.0.1:1/")
