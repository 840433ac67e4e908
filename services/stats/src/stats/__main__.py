"""`python -m stats [all|api|worker|migrate|replay]`."""

from fastapi import FastAPI

from chassis.cli import Role, ServiceCommand, backgrounds_for
from stats.api import create_api
from stats.bootstrap import build
from stats.infrastructure.tables import inbox, titles
from stats.presentation.consumers import TOPICS
from stats.settings import Settings


def create(settings: Settings, role: Role) -> FastAPI:
    """Give the application of a role."""
    container = build(settings)
    return create_api(container, backgrounds_for(role, container.backgrounds), routes=role != "worker")


SERVICE = ServiceCommand("stats", settings=Settings, create=create, topics=TOPICS, read_model=(titles, inbox))

if __name__ == "__main__":
    SERVICE.main()
