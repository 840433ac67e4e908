"""A sealed value opens with the right key in its own cell only, and keys are rotated without downtime."""

import base64
import hmac
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import ValidationError

from chassis.settings import EncryptionSettings, prefixed
from chassis.storage.encryption import BadEncryptionKey, CannotOpen, Keyring, cell, read_keyring

pytestmark = pytest.mark.unit

OLD, NEW, FOREIGN = bytes(32), bytes(range(32)), b"\xff" * 32
CONTEXT = cell("totp_secrets", "secret", 7)


def test_a_value_opens_in_its_cell_only() -> None:
    ring = Keyring([NEW])
    sealed = ring.seal(b"otpauth", context=CONTEXT)
    assert ring.open(sealed, context=CONTEXT) == b"otpauth"
    for context in (cell("totp_secrets", "secret", 8), cell("totp_secrets", "label", 7), cell("phones", "secret", 7)):
        with pytest.raises(CannotOpen, match="another context"):
            ring.open(sealed, context=context)


def test_the_value_is_aes_256_gcm_with_the_header_and_the_context_as_associated_data() -> None:
    sealed = Keyring([NEW]).seal(b"otpauth", context=b"here")
    assert AESGCM(NEW).decrypt(sealed[9:21], sealed[21:], sealed[:9] + b"here") == b"otpauth"


def test_cells_with_shifted_names_differ() -> None:
    assert cell("ab", "c", "d") != cell("a", "bc", "d")
    assert cell("a", "b", "c") == cell("a", "b", "c")


def test_no_two_values_are_alike_and_none_shows_its_plaintext() -> None:
    ring = Keyring([NEW])
    values = {ring.seal(b"same", context=CONTEXT) for _ in range(100)}
    assert len(values) == 100
    assert not any(b"same" in value for value in values)


def test_every_changed_byte_is_noticed() -> None:
    ring = Keyring([NEW])
    sealed = ring.seal(b"x", context=CONTEXT)
    for position in range(len(sealed)):
        changed = bytearray(sealed)
        changed[position] ^= 1
        with pytest.raises(CannotOpen):
            ring.open(bytes(changed), context=CONTEXT)
    for length in range(len(sealed)):
        with pytest.raises(CannotOpen):
            ring.open(sealed[:length], context=CONTEXT)


def test_keys_are_rotated_in_three_steps_and_no_replica_fails_at_any() -> None:
    before, announced, switched, after = Keyring([OLD]), Keyring([OLD, NEW]), Keyring([NEW, OLD]), Keyring([NEW])
    by_old, by_new = before.seal(b"v", context=CONTEXT), switched.seal(b"v", context=CONTEXT)
    for ring in (before, announced, switched):
        assert ring.open(by_old, context=CONTEXT) == b"v"
    for ring in (announced, switched, after):
        assert ring.open(by_new, context=CONTEXT) == b"v"
    assert (announced.is_current(by_old), switched.is_current(by_old), switched.is_current(by_new)) == (
        True,
        False,
        True,
    )
    resealed = switched.reseal(by_old, context=CONTEXT)
    assert after.open(resealed, context=CONTEXT) == b"v"
    assert switched.reseal(resealed, context=CONTEXT) is resealed
    with pytest.raises(CannotOpen, match="key of the ring"):
        after.open(by_old, context=CONTEXT)


def test_a_value_of_a_foreign_key_is_not_sealed_again() -> None:
    with pytest.raises(CannotOpen):
        Keyring([NEW]).reseal(Keyring([FOREIGN]).seal(b"v", context=CONTEXT), context=CONTEXT)


@pytest.mark.parametrize(
    ("keys", "reason"),
    [([], "at least one"), ([b"short"], "32 bytes"), ([NEW, NEW], "named twice")],
    ids=["none", "short", "twice"],
)
def test_a_ring_without_usable_keys_is_refused(keys: list[bytes], reason: str) -> None:
    with pytest.raises(BadEncryptionKey, match=reason):
        Keyring(keys)


def test_keys_are_read_from_files_in_base64(tmp_path: Path) -> None:
    files = []
    for name, key in (("new", NEW), ("old", OLD)):
        files.append(tmp_path / name)
        files[-1].write_bytes(base64.b64encode(key) + b"\n")
    sealed = Keyring([OLD]).seal(b"v", context=CONTEXT)
    ring = read_keyring(files)
    assert ring.open(sealed, context=CONTEXT) == b"v"
    assert Keyring([NEW]).is_current(ring.seal(b"v", context=CONTEXT))


@pytest.mark.parametrize(
    "content", [b"", b"!!!!", base64.b64encode(b"short"), NEW], ids=["empty", "text", "short", "raw"]
)
def test_an_unusable_file_is_named_without_its_content(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "key"
    path.write_bytes(content)
    with pytest.raises(BadEncryptionKey, match=str(path)) as refusal:
        read_keyring([path])
    assert not content or repr(content)[2:-1] not in str(refusal.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadEncryptionKey, match="No such file"):
        read_keyring([tmp_path / "missing"])


class _Settings(EncryptionSettings):
    """Settings of a service with encrypted columns."""

    model_config = prefixed("NOTES")


def test_the_settings_name_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "key"
    path.write_bytes(base64.b64encode(NEW))
    monkeypatch.setenv("NOTES_ENCRYPTION_KEY_FILES", str(path))
    assert Keyring([NEW]).is_current(_Settings().read_keyring().seal(b"v", context=CONTEXT))
    monkeypatch.setenv("NOTES_ENCRYPTION_KEY_FILES", "")
    with pytest.raises(ValidationError, match="encryption_key_files"):
        _Settings()


def test_ring_of_a_purpose_opens_what_its_master_keys_have_sealed_before() -> None:
    master = Keyring([OLD])
    ring = master.for_purpose("sources.credentials")
    sealed = master.seal(b"secret", context=b"cell")
    assert ring.open(sealed, context=b"cell") == b"secret"
    assert not ring.is_current(sealed)
    again = ring.reseal(sealed, context=b"cell")
    assert ring.is_current(again)
    assert ring.open(again, context=b"cell") == b"secret"


def test_values_open_with_the_ring_of_their_purpose_only() -> None:
    sealed = Keyring([OLD]).for_purpose("sources.credentials").seal(b"secret", context=b"cell")
    for other in (Keyring([OLD]), Keyring([OLD]).for_purpose("sources.links"), Keyring([NEW]).for_purpose("a")):
        with pytest.raises(CannotOpen):
            other.open(sealed, context=b"cell")
    assert Keyring([NEW, OLD]).for_purpose("sources.credentials").open(sealed, context=b"cell") == b"secret"


def test_key_of_a_purpose_is_that_of_rfc_5869() -> None:
    extracted = hmac.digest(bytes(32), OLD, "sha256")
    key = hmac.digest(extracted, b"marquee encryption key of sources.credentials" + bytes([1]), "sha256")
    sealed = Keyring([key]).seal(b"secret", context=b"cell")
    assert Keyring([OLD]).for_purpose("sources.credentials").open(sealed, context=b"cell") == b"secret"
