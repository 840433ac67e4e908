"""Keys that follow others."""

from dataclasses import replace
from uuid import UUID

import pytest

from federation.application.trust.identity import follows
from federation.domain.keys.keys import Endorsement, ServerDocument, statement_of
from federation.infrastructure.trust.cipher import Ed25519Cipher

pytestmark = pytest.mark.unit

SERVER, OTHER = UUID(int=7), UUID(int=8)


def test_a_key_follows_only_the_one_that_has_signed_it_for_this_server() -> None:
    cipher = Ed25519Cipher()
    former, new, foreign = cipher.make(), cipher.make().key, cipher.make()
    document = ServerDocument(SERVER, "A", "https://a.example", [new])
    signature = cipher.sign(former.private, statement_of(SERVER, new.id))
    endorsed = replace(new, endorsement=Endorsement(former.key.id, signature))

    assert follows(document, former.key, endorsed, cipher)
    assert not follows(document, former.key, new, cipher)
    assert not follows(document, foreign.key, endorsed, cipher)
    assert not follows(replace(document, id=OTHER), former.key, endorsed, cipher)
    for forged in (cipher.sign(foreign.private, statement_of(SERVER, new.id)), b"", bytes(64)):
        assert not follows(document, former.key, replace(new, endorsement=Endorsement(former.key.id, forged)), cipher)
    other = replace(foreign.key, endorsement=endorsed.endorsement)
    assert not follows(document, former.key, other, cipher)
