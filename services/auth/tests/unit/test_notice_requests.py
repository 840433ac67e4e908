"""Requests of notices to users, in their language."""

from uuid import UUID

import pytest
from services.auth.tests.fakes import InMemoryStore
from services.auth.tests.unit_of_work_contract import RULES

from auth.application.sessions.opening import SessionOpener
from auth.domain.accounts.account import Account
from auth.domain.events import NoticeRequested
from auth.domain.notices.notice import Notice, NoticeKind, Recipient
from auth.domain.notices.requests import mail_to
from auth.domain.profiles.preferences import Preferences
from auth.domain.profiles.profile import Profile
from auth.domain.sessions.client import Client
from chassis.testing.clock import NOON

pytestmark = pytest.mark.unit

ADA = Account(UUID(int=1), "ada@example.org", "ada_l", NOON, profile=Profile(preferences=Preferences(language="nl-NL")))


def test_a_notice_goes_to_the_address_of_the_account_in_the_language_of_its_user() -> None:
    request = mail_to(ADA, NoticeKind.PASSWORD_CHANGED, NOON)
    assert (request.at, request.account_id) == (NOON, ADA.id)
    recipient = Recipient("email", "ada@example.org")
    assert request.notice == Notice(NoticeKind.PASSWORD_CHANGED, recipient, {"username": "ada_l"}, "nl-NL")
    assert mail_to(ADA, NoticeKind.PASSWORD_CHANGED, NOON).notice_id != request.notice_id


def test_a_notice_may_go_to_another_address_with_values_of_its_own() -> None:
    data = {"code": "A" * 43, "hours": "24"}
    notice = mail_to(ADA, NoticeKind.EMAIL_CONFIRMATION, NOON, data, address="ada@example.com").notice
    assert notice.recipient == Recipient("email", "ada@example.com")
    assert notice.data == {"username": "ada_l", **data}


async def test_the_notice_of_a_new_device_is_in_the_language_of_the_user() -> None:
    store, opener = InMemoryStore(), SessionOpener(RULES)
    async with store.begin() as work:
        await work.accounts.add(ADA, None)
        for user_agent in ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "curl/8.9.1"):
            await opener.open(work, ADA.id, Client("192.0.2.7", user_agent), ("pwd",))
    [request] = [event for event in store.state.events if isinstance(event, NoticeRequested)]
    assert (request.notice.kind, request.notice.language) == (NoticeKind.NEW_DEVICE, "nl-NL")
    assert request.notice.data == {
        "username": "ada_l",
        "device": "curl",
        "network": "192.0.2.0/24",
        "at": "2026-11-21T12:00:00+00:00",
    }
