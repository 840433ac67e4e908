"""What a password must be, and that the hashing takes everyone the same way."""

import asyncio
import threading

import pytest

from auth.domain.errors import InvalidInput, PasswordsBusy
from auth.domain.passwords import normalise, parse_new_password
from auth.infrastructure.passwords import Argon2Passwords

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("password", ["Passw0rd", "Ünïcode1", "A" * 63 + "b" * 64 + "1", "Pass word 1", "Пароль12"])
def test_a_good_password_passes(password: str) -> None:
    assert parse_new_password(password) == normalise(password)


@pytest.mark.parametrize(
    ("password", "rule"),
    [
        ("Passw0r", "8 to 128 characters"),
        ("A" * 100 + "b1" * 15, "8 to 128 characters"),
        ("PASSW0RD", "a lower-case letter"),
        ("passw0rd", "an upper-case letter"),
        ("Password", "a digit"),
    ],
)
def test_a_weak_password_is_told_why(password: str, rule: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_new_password(password)
    assert refused.value.rule == f"needs {rule}"
    assert password not in str(refused.value)


def test_every_broken_rule_is_named_at_once() -> None:
    with pytest.raises(InvalidInput, match="8 to 128 characters, a lower-case letter, an upper-case letter, a digit"):
        parse_new_password("")


def test_the_length_counts_after_normalisation() -> None:
    ligatures = "Aa1" + "\ufb03" * 42
    with pytest.raises(InvalidInput, match="8 to 128"):
        parse_new_password(ligatures)


def hasher(queue: int = 8, threads: int = 1, passes: int = 1) -> Argon2Passwords:
    return Argon2Passwords(memory_kib=8, passes=passes, lanes=1, threads=threads, queue=queue)


async def test_a_password_verifies_against_its_own_hash_only() -> None:
    passwords = hasher()
    hashed = await passwords.hash("Passw0rd")

    assert hashed.startswith("$argon2id$v=19$m=8,t=1,p=1$")
    assert await passwords.verify(hashed, "Passw0rd")
    assert not await passwords.verify(hashed, "Passw0re")
    assert not await passwords.verify("nonsense", "Passw0rd")
    assert not await passwords.verify(None, "Passw0rd")
    passwords.close()


async def test_nobodys_hash_costs_what_a_real_one_costs(monkeypatch: pytest.MonkeyPatch) -> None:
    passwords = hasher(passes=3)
    verified: list[str] = []
    original = passwords._matches

    def matches(known: str, typed: str) -> bool:
        verified.append(known)
        return original(known, typed)

    monkeypatch.setattr(passwords, "_matches", matches)
    real = await passwords.hash("Passw0rd")

    await passwords.verify(real, "wrong")
    await passwords.verify(None, "wrong")

    assert len(verified) == 2
    assert [known.split("$")[3] for known in verified] == ["m=8,t=3,p=1"] * 2
    passwords.close()


async def test_a_hash_of_other_parameters_wants_a_new_one() -> None:
    old, new = hasher(passes=1), hasher(passes=2)
    hashed = await old.hash("Passw0rd")

    assert new.needs_rehash(hashed)
    assert not old.needs_rehash(hashed)
    old.close()
    new.close()


async def test_a_full_queue_refuses_and_recovers(monkeypatch: pytest.MonkeyPatch) -> None:
    passwords = hasher(queue=1, threads=1)
    gate = threading.Event()
    monkeypatch.setattr(passwords, "_matches", lambda known, typed: gate.wait(5))
    running = [asyncio.create_task(passwords.verify("a hash", "x")) for _ in range(2)]
    await asyncio.sleep(0)

    with pytest.raises(PasswordsBusy):
        await passwords.verify("a hash", "x")
    running[1].cancel()
    await asyncio.sleep(0)
    with pytest.raises(PasswordsBusy):
        await passwords.verify("a hash", "x")

    gate.set()
    await asyncio.gather(*running, return_exceptions=True)
    assert await passwords.verify("a hash", "x")
    passwords.close()
