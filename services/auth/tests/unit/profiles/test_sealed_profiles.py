"""What other services learn of a profile, and which of them can read it."""

from base64 import b64decode
from dataclasses import replace
from uuid import UUID

import pytest

from auth.application.profiles.changing import is_announced
from auth.domain.accounts.account import Account
from auth.domain.events import UserChanged
from auth.domain.profiles.profile import Profile
from auth.infrastructure.event_mapping import EventMapping
from chassis.storage.encryption import CannotOpen, Keyring
from chassis.testing.clock import NOON
from contracts.auth import ProfileContent, UserChangedV1

pytestmark = pytest.mark.unit

PICTURE = UUID(int=7)
ACCOUNT = Account(UUID(int=1), "ada@example.com", "ada_l", NOON, profile=Profile(avatar_id=PICTURE))


def test_name_and_picture_are_sealed_for_their_user() -> None:
    keys = Keyring([bytes(32)])
    event = EventMapping(keys)(UserChanged.of(ACCOUNT, NOON))
    assert isinstance(event, UserChangedV1)
    assert "ada_l" not in event.model_dump_json()
    sealed = b64decode(event.sealed_profile or "")
    opened = keys.open(sealed, context=UserChangedV1.context_of(ACCOUNT.id))
    assert ProfileContent.model_validate_json(opened) == ProfileContent(username="ada_l", avatar_id=PICTURE)
    with pytest.raises(CannotOpen):
        keys.open(sealed, context=UserChangedV1.context_of(UUID(int=2)))


def test_new_picture_is_announced_and_a_new_text_is_not() -> None:
    assert is_announced(ACCOUNT, replace(ACCOUNT, profile=Profile()))
    assert not is_announced(ACCOUNT, replace(ACCOUNT, profile=replace(ACCOUNT.profile, bio="Mathematician")))
