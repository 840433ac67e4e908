"""Secrets are random, kept, and private."""

import base64
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from devstack.prepare import ensure_encryption_key, ensure_signing_key
from devstack.secret_files import load_secrets, make_private_folder, open_private_log

pytestmark = pytest.mark.unit


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_secrets_stay_the_same_and_differ_from_each_other(tmp_path: Path) -> None:
    first = load_secrets(tmp_path, ["auth", "auth_owner"])
    assert load_secrets(tmp_path, ["auth", "auth_owner"]) == first
    users = [first.demo_password, first.editor_password, first.community_password]
    every = [first.postgres, first.admin_password, first.storage, first.delivery, *users, *first.roles.values()]
    assert len(set(every)) == 9
    assert min(map(len, every)) >= 24
    assert mode(tmp_path / "secrets.json") == 0o600


def test_a_new_role_leaves_the_others_alone(tmp_path: Path) -> None:
    before = load_secrets(tmp_path, ["auth"])
    after = load_secrets(tmp_path, ["auth", "stats"])
    assert after.roles["auth"] == before.roles["auth"]
    assert set(after.roles) == {"auth", "stats"}


def test_secrets_do_not_show_in_messages(tmp_path: Path) -> None:
    result = load_secrets(tmp_path, ["auth"])
    assert result.postgres not in repr(result)
    assert result.roles["auth"] not in repr(result)
    assert result.storage not in repr(result)
    assert result.delivery not in repr(result)
    assert result.demo_password not in repr(result)


def test_logs_are_private_also_where_an_earlier_version_left_them_open(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    folder.mkdir(mode=0o755)
    log = folder / "postgres.log"
    log.write_text("before\n", "utf-8")
    log.chmod(0o644)

    make_private_folder(folder)
    with open_private_log(log) as file:
        file.write(b"after\n")
    with open_private_log(folder / "new.log") as file:
        file.write(b"new\n")

    assert mode(folder) == 0o700
    assert (mode(log), mode(folder / "new.log")) == (0o600, 0o600)
    assert log.read_text("utf-8") == "before\nafter\n"


def test_the_signing_key_is_an_ed25519_key_made_once(tmp_path: Path) -> None:
    path = ensure_signing_key(tmp_path)
    content = path.read_bytes()
    assert isinstance(load_pem_private_key(content, None), Ed25519PrivateKey)
    assert ensure_signing_key(tmp_path).read_bytes() == content
    assert mode(path) == 0o600


def test_the_encryption_key_has_32_random_bytes_and_is_made_once(tmp_path: Path) -> None:
    path = ensure_encryption_key(tmp_path)
    content = path.read_bytes()
    assert len(base64.b64decode(content)) == 32
    assert ensure_encryption_key(tmp_path).read_bytes() == content
    assert mode(path) == 0o600
