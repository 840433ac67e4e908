"""A user's account through the gateway: a forgotten password, another address, the export and the end."""

import re
from collections.abc import Mapping
from typing import Any, Final
from uuid import uuid4

import httpx2
import pytest

from contract_clients import signed_in
from stacks import Stack, eventually

pytestmark = pytest.mark.e2e

OLD: Final = "Correct-horse-1"
NEW: Final = "Difference-1822"
CODE: Final = re.compile(r"Your code is (\S+?)\.")


def subjects_to(stack: Stack, address: str) -> list[str]:
    """Return the subject of each mail to an address, without those of new devices."""
    subjects = [mail.header("Subject") for mail in stack.mails_to(address)]
    return [subject for subject in subjects if "device" not in subject]


def code_to(stack: Stack, address: str, subject: str) -> str:
    """Return the code of the newest mail of a subject to an address, once it is there."""

    def codes() -> list[str]:
        mails = [mail.body("plain") or "" for mail in stack.mails_to(address) if mail.header("Subject") == subject]
        return [code for mail in mails for code in CODE.findall(mail)]

    newest: list[str] = eventually(codes, bool)
    return newest[-1]


def test_account_from_a_forgotten_password_to_its_end(stack: Stack) -> None:
    name = f"ada_{uuid4().hex[:8]}"
    old_address, new_address = f"{name}@marquee.example", f"{name}@new.example"
    with httpx2.Client(base_url=stack.gateway, timeout=20, trust_env=False) as api:

        def send(method: str, path: str, headers: Mapping[str, str] | None = None, **body: Any) -> httpx2.Response:
            return api.request(method, f"/api/v1{path}", json=body or None, headers=dict(headers or {}))

        assert send("POST", "/auth/register", email=old_address, username=name, password=OLD).status_code == 201
        thief, _ = signed_in(api, old_address, OLD)
        assert send("POST", "/auth/password/forgot", email=old_address).status_code == 202
        code = code_to(stack, old_address, "Reset your password")
        assert send("POST", "/auth/password/reset", code=code, password=NEW).status_code == 204
        assert send("POST", "/auth/password/reset", code=code, password=OLD).status_code == 401
        eventually(lambda: send("GET", "/auth/me", thief).status_code, lambda status: status == 401)

        user, _ = signed_in(api, old_address, NEW)
        assert send("POST", "/users/me/email", user, email=new_address).status_code == 202
        confirmation = code_to(stack, new_address, "Confirm your e-mail address")
        assert send("POST", "/auth/email/confirm", code=confirmation).status_code == 204
        assert send("GET", "/auth/me", user).json()["data"]["email"] == new_address

        exported = send("GET", "/users/me/export", user).json()["data"]
        assert exported["tables"]["accounts"][0]["email"] == new_address
        for link in exported["links"]:
            # The stack of the tests has no music, which is optional.
            absent = {404} if link["service"] == "music" else set()
            assert api.get(link["path"], headers=user).status_code in {200, 403} | absent, link

        assert send("DELETE", "/users/me", user).status_code == 204
        eventually(lambda: send("GET", "/auth/me", user).status_code, lambda status: status == 401)
        assert send("POST", "/auth/login", email=new_address, password=NEW).status_code == 401
        expected = ["Reset your password", "Your password was changed", "Your e-mail address was changed"]
        eventually(lambda: subjects_to(stack, old_address), lambda subjects: subjects == expected)
        deleted = eventually(lambda: subjects_to(stack, new_address), lambda subjects: len(subjects) > 1)
        assert deleted[-1] == "Your account was deleted"
