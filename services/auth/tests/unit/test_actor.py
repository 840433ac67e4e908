"""Entries of the audit log for what a session does."""

from uuid import UUID

import pytest

from auth.domain.security.actor import Actor
from auth.domain.security.audit import AuditEntry, AuditKind
from auth.domain.sessions.client import Client
from chassis.testing.clock import NOON

pytestmark = pytest.mark.unit

ADA, SESSION, BOB = (UUID(int=number) for number in range(3))
CLIENT = Client("192.0.2.7", "Test/1")


def test_an_entry_names_the_session_that_acts_and_the_account_it_happens_to() -> None:
    ada = Actor(ADA, SESSION, CLIENT)
    own = ada.entry(AuditKind.DATA_EXPORTED, NOON)
    assert own == AuditEntry(AuditKind.DATA_EXPORTED, NOON, ADA, ADA, CLIENT, SESSION)
    other = ada.entry(AuditKind.SUSPENDED, NOON, {"reason": "spam"}, account_id=BOB)
    assert other == AuditEntry(AuditKind.SUSPENDED, NOON, BOB, ADA, CLIENT, SESSION, {"reason": "spam"})
