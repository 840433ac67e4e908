"""`python -m ingestion [all|api|worker|migrate|replay]`."""

from fastapi import FastAPI

from chassis.cli import Role, ServiceCommand, backgrounds_for
from ingestion.api import create_api
from ingestion.bootstrap import build
from ingestion.settings import Settings


def create(settings: Settings, role: Role) -> FastAPI:
    """Give the application of a role."""
    container = build(settings)
    return create_api(container, backgrounds_for(role, container.backgrounds), routes=role != "worker")


SERVICE = ServiceCommand("ingestion", settings=Settings, create=create)

if __name__ == "__main__":
    SERVICE.main()
