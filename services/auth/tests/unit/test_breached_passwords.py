"""Breached passwords: the file that is shipped, files of an operator, and a range API."""

import hashlib
from pathlib import Path

import pytest

from auth.application.accounts.password_policy import PasswordPolicy
from auth.domain.accounts.passwords import BREACHED
from auth.domain.errors import InvalidInput
from auth.infrastructure.accounts.breached_passwords import (
    DIGEST_BYTES,
    BreachedPasswordFile,
    BreachedPasswordRanges,
    write,
)
from auth.infrastructure.accounts.build_breached_passwords import digests
from chassis.http.client import CallFailed, Response

pytestmark = pytest.mark.unit


def sha1(text: str) -> bytes:
    return hashlib.sha1(text.encode(), usedforsecurity=False).digest()


@pytest.mark.parametrize("password", ["trustno1", "Trustno1", "dragonballz", "29091986", "DRAGONBALLZ"])
async def test_breached_password_is_in_the_shipped_file(password: str) -> None:
    assert await BreachedPasswordFile().contains(password)


@pytest.mark.parametrize("password", ["Sesame-0pen", "Correct-horse-1", "Analytical-1843", "correct horse battery"])
async def test_other_password_is_not(password: str) -> None:
    assert not await BreachedPasswordFile().contains(password)


async def test_file_of_an_operator_is_built_of_passwords_and_of_digests(tmp_path: Path) -> None:
    lines = ["first password\n", f"{sha1('second password').hex().upper()}:42\n", "short\n", "first password"]
    assert write(digests(lines), tmp_path / "list") == 2

    file = BreachedPasswordFile(tmp_path / "list")

    assert (tmp_path / "list").stat().st_size == 2 * DIGEST_BYTES
    assert [await file.contains(text) for text in ("first password", "second password", "third password")] == [
        True,
        True,
        False,
    ]


def test_damaged_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "list").write_bytes(b"123456")
    with pytest.raises(ValueError, match="list must be a sequence of digests of 5 bytes"):
        BreachedPasswordFile(tmp_path / "list")


class RangeService:
    """Responds with one listed password, among padding."""

    def __init__(self, listed: str, failure: Exception | None = None, status: int = 200) -> None:
        self.targets: list[str] = []
        self._digest = sha1(listed).hex().upper()
        self._failure = failure
        self._status = status

    async def get(self, target: str, headers: dict[str, str] | None = None, *, max_bytes: int) -> Response:
        assert headers == {"Add-Padding": "true"}
        assert max_bytes > 0
        self.targets.append(target)
        if self._failure is not None:
            raise self._failure
        padding = sha1("a padded password").hex().upper()[5:]
        return Response(self._status, {}, f"{padding}:0\r\n{self._digest[5:]}:7\r\n".encode())


async def test_range_api_receives_five_characters_of_the_digest() -> None:
    service = RangeService("first password")
    ranges = BreachedPasswordRanges(service)

    assert await ranges.contains("first password")
    assert not await ranges.contains("a padded password")
    assert service.targets == [
        f"/range/{sha1(text).hex().upper()[:5]}" for text in ("first password", "a padded password")
    ]


@pytest.mark.parametrize(
    "service",
    [
        RangeService("first password", CallFailed("refused")),
        RangeService("first password", TimeoutError()),
        RangeService("first password", status=503),
    ],
)
async def test_unavailable_range_api_refuses_no_password(service: RangeService) -> None:
    assert not await BreachedPasswordRanges(service).contains("first password")


async def test_policy_names_the_rule_and_the_field() -> None:
    policy = PasswordPolicy([BreachedPasswordFile()], shortest=8)
    assert await policy.check("Correct horse 1", "ada_l", "ada@example.org") == "Correct horse 1"
    with pytest.raises(InvalidInput) as refused:
        await policy.check("dragonballz", "ada_l", "ada@example.org", field="newPassword")
    assert (refused.value.field, refused.value.broken.message) == ("newPassword", BREACHED)
