"""`python -m library [all|api|worker|migrate|replay]`."""

from fastapi import FastAPI

from chassis.cli import Role, ServiceCommand, backgrounds_for
from library.api import create_api
from library.bootstrap import build
from library.infrastructure.tables import inbox, season_parts, titles
from library.presentation.consumers import TOPICS
from library.settings import Settings


def create(settings: Settings, role: Role) -> FastAPI:
    """Give the application of a role."""
    container = build(settings)
    return create_api(container, backgrounds_for(role, container.backgrounds), routes=role != "worker")


SERVICE = ServiceCommand(
    "library", settings=Settings, create=create, topics=TOPICS, read_model=(titles, season_parts, inbox)
)

if __name__ == "__main__":
    SERVICE.main()
