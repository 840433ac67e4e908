"""The form of refresh tokens, and that a sealed successor opens for its predecessor alone."""

import hashlib

import pytest

from auth.domain.errors import InvalidRefreshToken
from auth.domain.sessions.refresh_tokens import RefreshToken

pytestmark = pytest.mark.unit


def test_token_is_parsed_from_its_text() -> None:
    token = RefreshToken(bytes(range(32)))

    assert token.text == "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
    assert RefreshToken.parse(token.text) == token
    assert token.digest == hashlib.sha256(bytes(range(32))).digest()


def test_tokens_differ() -> None:
    assert len({RefreshToken.new().text for _ in range(100)}) == 100


def test_token_is_not_in_its_repr() -> None:
    token = RefreshToken.new()
    assert token.text not in repr(token)
    assert repr(token.secret) not in repr(token)


@pytest.mark.parametrize(
    "text", ["", "A" * 42, "A" * 44, "A" * 42 + "=", "A" * 42 + "+", "A" * 42 + "\x00", "А" * 43, "A" * 43 + "\n"]
)
def test_invalid_token_is_rejected(text: str) -> None:
    with pytest.raises(InvalidRefreshToken):
        RefreshToken.parse(text)


def test_successor_is_readable_with_its_predecessor_only() -> None:
    first, second, stranger = RefreshToken.new(), RefreshToken.new(), RefreshToken.new()
    sealed = first.seal(second)

    assert first.unseal(sealed) == second
    assert sealed != second.secret
    assert stranger.unseal(sealed) != second
