"""The command that creates an administrator, on Postgres."""

import argparse
import io

import httpx2
import pytest
from services.auth.tests.integration.test_administration import PASSWORD, signed_in

from auth.bootstrap import Container
from auth.presentation.accounts.create_admin import PASSWORD_VARIABLE, add_arguments, create_admin

pytestmark = pytest.mark.integration


async def run(container: Container, *arguments: str, line: str = "") -> None:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    ensure = container.application.accounts.ensure_administrator
    await create_admin(ensure, parser.parse_args(arguments), io.StringIO(line))


async def test_an_administrator_is_created_once(
    client: httpx2.AsyncClient, container: Container, capsys: pytest.CaptureFixture[str]
) -> None:
    await run(container, "root@example.org", "--username", "root", line=f"{PASSWORD}\n")
    assert capsys.readouterr().out == "administrator created\n"
    me = (await (await signed_in(client, "root")).me()).json()["data"]
    assert (me["email"], me["roles"]) == ("root@example.org", ["user", "admin"])
    with pytest.raises(SystemExit, match="an account has this e-mail address"):
        await run(container, "ROOT@example.org", line="Another-phrase-77\n")


async def test_the_password_may_be_in_the_environment(
    client: httpx2.AsyncClient, container: Container, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORD_VARIABLE, PASSWORD)
    await run(container, "root@example.org", "--username", "root")
    assert (await (await signed_in(client, "root")).find()).status_code == 200


@pytest.mark.parametrize(
    ("email", "line", "field"), [("root", PASSWORD, "email"), ("root@example.org", "short", "password")]
)
async def test_invalid_input_is_named(container: Container, email: str, line: str, field: str) -> None:
    with pytest.raises(SystemExit, match=f"^{field} must"):
        await run(container, email, line=line)
