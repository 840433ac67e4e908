"""`python -m auth [all|api|worker|migrate|replay]`."""

from fastapi import FastAPI

from auth.api import create_api
from auth.bootstrap import build
from auth.settings import Settings
from chassis.cli import Role, ServiceCommand, backgrounds_for


def create(settings: Settings, role: Role) -> FastAPI:
    """Give the application of a role."""
    container = build(settings)
    return create_api(container, backgrounds_for(role, container.backgrounds), routes=role != "worker")


SERVICE = ServiceCommand("auth", settings=Settings, create=create)

if __name__ == "__main__":
    SERVICE.main()
