"""`python -m catalog [all|api|worker|migrate|replay]`."""

from fastapi import FastAPI

from catalog.api import create_api
from catalog.bootstrap import build
from catalog.infrastructure.tables import READ_MODEL
from catalog.presentation.consumers import TOPICS
from catalog.settings import Settings
from chassis.cli import Role, ServiceCommand, backgrounds_for


def create(settings: Settings, role: Role) -> FastAPI:
    """Give the application of a role."""
    container = build(settings)
    return create_api(container, backgrounds_for(role, container.backgrounds), routes=role != "worker")


SERVICE = ServiceCommand("catalog", settings=Settings, create=create, topics=TOPICS, read_model=READ_MODEL)

if __name__ == "__main__":
    SERVICE.main()
