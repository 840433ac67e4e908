"""E-mail addresses and usernames."""

import pytest

from auth.domain.accounts.account import (
    Role,
    highest,
    parse_email,
    parse_new_email,
    parse_new_username,
    parse_username,
)
from auth.domain.accounts.look_alikes import skeleton
from auth.domain.errors import InvalidInput

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("roles", "role"), [(("user",), "user"), (("user", "editor"), "editor"), (("editor", "admin", "user"), "admin")]
)
def test_highest_role_is_shown(roles: tuple[Role, ...], role: Role) -> None:
    assert highest(roles) == role


@pytest.mark.parametrize(
    "email",
    [
        "ada@example.org",
        "Ada.Lovelace+movies@mail.example.co.uk",
        "o'neil_99@sub-domain.example.com",
        "дана@пошта.укр",
        "x@xn--80akhbyknj4f.xn--p1ai",
    ],
)
def test_email_address_is_kept_as_typed(email: str) -> None:
    assert parse_email(email) == email


def test_email_address_is_normalised_to_nfc() -> None:
    assert parse_email("rene\u0301@example.org") == "ren\u00e9@example.org"


@pytest.mark.parametrize(
    "email",
    [
        "",
        "ada",
        "@example.org",
        "ada@",
        "ada@localhost",
        "ada@example..org",
        "ada@-example.org",
        "ada@example.org-",
        "ada@example.1",
        ".ada@example.org",
        "ada.@example.org",
        "a..da@example.org",
        "ada@exa mple.org",
        "ada@example.org\n",
        "ada\x00@example.org",
        "a@b@example.org",
        "ada\u202e@example.org",
        "a" * 65 + "@example.org",
        "ada@" + "a" * 64 + ".org",
        "ada@" + "a." * 130 + "org",
        "ada@example.org\udc80",
    ],
)
def test_invalid_email_address_is_rejected(email: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_email(email)
    assert refused.value.field == "email"


@pytest.mark.parametrize("username", ["ada", "Ada_L", "a" * 30, "007"])
def test_username_is_kept_as_typed(username: str) -> None:
    assert parse_username(username) == username


@pytest.mark.parametrize("username", ["ab", "a" * 31, "ada l", "ada-l", "адa", "ada\n", "ada@x", "", "a\x00b"])
def test_invalid_username_is_rejected(username: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_username(username)
    assert refused.value.field == "username"


@pytest.mark.parametrize(
    "email",
    [
        "дана@пошта.укр",
        "асе@пошта.укр",
        "山田taro@例え.jp",
        "김철수@example.kr",
        "μαρία@example.gr",
        "josé@bücher.example",
    ],
)
def test_address_of_one_script_is_accepted(email: str) -> None:
    assert parse_new_email(email) == email


@pytest.mark.parametrize(
    "email",
    [
        "аdа@example.org",
        "асе@example.org",
        "ada@аррӏе.com",
        "ada@xn--80ak6aa92e.com",
        "ada@pаypal.com",
        "ada+ф@example.org",
    ],
)
def test_address_that_imitates_another_is_rejected(email: str) -> None:
    with pytest.raises(InvalidInput, match="email: must not mix scripts or imitate letters of another script"):
        parse_new_email(email)


@pytest.mark.parametrize("username", ["admin", "Support", "_root_", "API", "no_reply"])
def test_reserved_username_is_rejected(username: str) -> None:
    with pytest.raises(InvalidInput, match="username: must not be a reserved name"):
        parse_new_username(username)
    assert parse_username(username) == username


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        ("Ilya", "llya", True),
        ("ada_1", "ada_l", True),
        ("c0rner", "comer", True),
        ("VVilma", "wilma", True),
        ("ilya", "llya", False),
        ("ada_1", "ada_2", False),
    ],
)
def test_skeleton_is_that_of_usernames_that_look_alike(first: str, second: str, alike: bool) -> None:
    assert (skeleton(first) == skeleton(second)) is alike
