"""`python -m ingestion [all|api|worker|migrate]`."""

from chassis.cli import ServiceCommand
from ingestion.api import create_api
from ingestion.bootstrap import build
from ingestion.settings import Settings

SERVICE = ServiceCommand("ingestion", settings=Settings, build=build, create_api=create_api)

if __name__ == "__main__":
    SERVICE.main()
