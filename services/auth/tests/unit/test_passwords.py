"""What a password must be, and that the hashing takes everyone the same way."""

import asyncio
import threading

import pytest

from auth.domain.accounts.context_words import context_words
from auth.domain.accounts.passwords import COMMON, DERIVED, check_context, normalise, parse_new_password
from auth.domain.errors import InvalidInput, PasswordsBusy
from auth.infrastructure.accounts.passwords import Argon2Passwords

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("password", ["Sesame-0pen", "Ünïcode1", "A9d " * 32, "Open sesame 1", "Пароль12"])
def test_valid_password_is_accepted(password: str) -> None:
    assert parse_new_password(password) == normalise(password)


@pytest.mark.parametrize(
    "password", ["correct horse battery staple", "14159265358", "ОЧЕНЬ ДЛИННЫЙ", "🦊🐻🐼🐨🐯🦁🐮🐷"]
)
def test_no_kind_of_character_is_required(password: str) -> None:
    assert parse_new_password(password) == password


@pytest.mark.parametrize("password", ["", "Passw0r", "x7!" * 43])
def test_length_is_limited(password: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_new_password(password)
    assert (refused.value.field, refused.value.broken.message) == ("password", "must have 8 to 128 characters")


@pytest.mark.parametrize("character", ["\x00", "\n", "\x7f", "\x85"])
def test_control_characters_are_rejected(character: str) -> None:
    with pytest.raises(InvalidInput, match="password: must not contain control characters"):
        parse_new_password(f"Sesame{character}0pen")


def test_a_longer_shortest_length_can_be_configured() -> None:
    assert parse_new_password("correct horse b", shortest=15)
    with pytest.raises(InvalidInput, match="newPassword: must have 15 to 128 characters"):
        parse_new_password("correct horse ", shortest=15, field="newPassword")


@pytest.mark.parametrize(
    "password",
    [
        "Password1",
        "Passw0rd",
        "P@$$w0rd!",
        "1Password!",
        "Pa55word2026",
        "PasswordPassword1",
        "Qwerty123",
        "Zxcvbnm1",
        "1Qaz2Wsx",
        "Abcd1234",
        "A1b2c3d4",
        "Aa123456",
        "Aaaaaaa1",
        "Welcome1",
        "L3tme1n!!",
        "Iloveyou1",
        "Summer2024!",
        "Monday01",
        "Michael1",
        "Dragon99",
        "Ｐassword１",
        "12345678",
        "0987654321",
        "3333333333",
        "ababababab",
        "        ",
    ],
)
def test_decorated_common_word_is_rejected(password: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_new_password(password)
    assert refused.value.broken.message == COMMON
    assert password not in str(refused.value)


@pytest.mark.parametrize(
    "password", ["Correct-Horse-9", "Str0ng-Passw0rd", "Monkey-Business-1", "Tb7!93#2k", "Analytical-1843", "Xk9-Qpz4"]
)
def test_two_words_and_random_letters_are_accepted(password: str) -> None:
    assert parse_new_password(password) == password


@pytest.mark.parametrize(
    "password",
    ["Ada-12345678", "ada_l_2026!", "1ADA1-ada1", "l_ada-9999", "Lovelace.1815", "ecalevol1815", "Marqueeada1!"],
)
def test_password_of_words_of_its_context_is_rejected(password: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_context(password, context_words("ada_l", "ada.lovelace@example.org"), field="newPassword")
    assert (refused.value.field, refused.value.broken.message) == ("newPassword", DERIVED)


@pytest.mark.parametrize("password", ["adamantium-9", "Marquee-Cinema-9", "my name is ada", "14159265358"])
def test_other_words_beside_those_of_the_context_are_accepted(password: str) -> None:
    check_context(password, context_words("ada_l", "ada.lovelace@example.org"))


def test_length_is_checked_after_normalisation() -> None:
    ligatures = "Aa1" + "\ufb03" * 42
    with pytest.raises(InvalidInput, match="8 to 128"):
        parse_new_password(ligatures)


def hasher(queue: int = 8, threads: int = 1, passes: int = 1) -> Argon2Passwords:
    return Argon2Passwords(memory_kib=8, passes=passes, lanes=1, threads=threads, queue=queue)


async def test_password_matches_its_own_hash_only() -> None:
    passwords = hasher()
    hashed = await passwords.hash("Sesame-0pen")

    assert hashed.startswith("$argon2id$v=19$m=8,t=1,p=1$")
    assert await passwords.verify(hashed, "Sesame-0pen")
    assert not await passwords.verify(hashed, "Passw0re")
    assert not await passwords.verify("nonsense", "Sesame-0pen")
    assert not await passwords.verify(None, "Sesame-0pen")
    passwords.close()


async def test_unknown_account_costs_the_same_work(monkeypatch: pytest.MonkeyPatch) -> None:
    passwords = hasher(passes=3)
    verified: list[str] = []
    original = passwords._matches

    def matches(password_hash: str, typed: str) -> bool:
        verified.append(password_hash)
        return original(password_hash, typed)

    monkeypatch.setattr(passwords, "_matches", matches)
    real = await passwords.hash("Sesame-0pen")

    await passwords.verify(real, "wrong")
    await passwords.verify(None, "wrong")

    assert len(verified) == 2
    assert [password_hash.split("$")[3] for password_hash in verified] == ["m=8,t=3,p=1"] * 2
    passwords.close()


async def test_hash_of_other_parameters_needs_a_rehash() -> None:
    old, new = hasher(passes=1), hasher(passes=2)
    hashed = await old.hash("Sesame-0pen")

    assert new.needs_rehash(hashed)
    assert not old.needs_rehash(hashed)
    old.close()
    new.close()


async def test_full_queue_rejects_and_recovers(monkeypatch: pytest.MonkeyPatch) -> None:
    passwords = hasher(queue=1, threads=1)
    unblocked = threading.Event()
    monkeypatch.setattr(passwords, "_matches", lambda password_hash, typed: unblocked.wait(5))
    running = [asyncio.create_task(passwords.verify("a hash", "x")) for _ in range(2)]
    await asyncio.sleep(0)

    with pytest.raises(PasswordsBusy):
        await passwords.verify("a hash", "x")
    running[1].cancel()
    await asyncio.sleep(0)
    with pytest.raises(PasswordsBusy):
        await passwords.verify("a hash", "x")

    unblocked.set()
    await asyncio.gather(*running, return_exceptions=True)
    assert await passwords.verify("a hash", "x")
    passwords.close()
