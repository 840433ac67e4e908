"""`python -m auth [all|api|worker|migrate|create-admin|reencrypt]`."""

import argparse

from auth.api import create_api
from auth.bootstrap import Container, build
from auth.presentation.accounts.create_admin import add_arguments, create_admin
from auth.presentation.security.reencrypt import reencrypt
from auth.settings import Settings
from chassis.cli import Command, ServiceCommand


async def _create_admin(container: Container, options: argparse.Namespace) -> None:
    await create_admin(container.application.accounts.ensure_administrator, options)
    await container.runtime.engine.dispose()


async def _reencrypt(container: Container, _: argparse.Namespace) -> None:
    await reencrypt(container.application.reencrypt)
    await container.runtime.engine.dispose()


SERVICE = ServiceCommand(
    "auth",
    settings=Settings,
    build=build,
    create_api=create_api,
    commands={
        "create-admin": Command("create an administrator", _create_admin, add_arguments),
        "reencrypt": Command("encrypt stored values with the first key", _reencrypt),
    },
)

if __name__ == "__main__":
    SERVICE.main()
