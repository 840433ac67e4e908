"""`python -m insights [all|api|worker|migrate|replay]`."""

from fastapi import FastAPI

from chassis.cli import Role, ServiceCommand, backgrounds_for
from insights.api import create_api
from insights.bootstrap import build
from insights.infrastructure.tables import READ_MODEL
from insights.presentation.consumers import TOPICS
from insights.settings import Settings


def create(settings: Settings, role: Role) -> FastAPI:
    """Give the application of a role."""
    container = build(settings)
    return create_api(container, backgrounds_for(role, container.backgrounds), routes=role != "worker")


SERVICE = ServiceCommand("insights", settings=Settings, create=create, topics=TOPICS, read_model=READ_MODEL)

if __name__ == "__main__":
    SERVICE.main()
