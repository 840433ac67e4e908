"""Tokens that were verified are remembered, and expire nevertheless."""

from uuid import UUID

import pytest

from gateway.domain.errors import MediaForbidden, MediaTokenExpired
from gateway.infrastructure.media.tokens import SharedKeyTokens
from objects.prefix_tokens import PrefixToken, PrefixTokenKeys

pytestmark = pytest.mark.unit

KEYS = PrefixTokenKeys.parse(f"k1:{'11' * 32}")
TOKEN = PrefixToken(("vod/a/1/",), 1000, UUID(int=1), UUID(int=2), UUID(int=3))


def test_a_remembered_token_expires() -> None:
    now = 900.0
    tokens = SharedKeyTokens(KEYS, lambda: now)
    text = KEYS.issue(TOKEN)
    assert tokens.verify(text) == tokens.verify(text) == TOKEN
    now = 1030.0
    assert tokens.verify(text) == TOKEN
    now = 1030.1
    with pytest.raises(MediaTokenExpired):
        tokens.verify(text)
    with pytest.raises(MediaTokenExpired):
        SharedKeyTokens(KEYS, lambda: now).verify(text)


def test_a_changed_token_is_not_the_remembered_one() -> None:
    tokens = SharedKeyTokens(KEYS, lambda: 0)
    text = KEYS.issue(TOKEN)
    tokens.verify(text)
    for _ in range(2):
        with pytest.raises(MediaForbidden):
            tokens.verify(text[:-1] + ("A" if text[-1] != "A" else "B"))
