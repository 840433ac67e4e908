"""`python -m auth [all|api|worker|migrate]`."""

from auth.api import create_api
from auth.bootstrap import build
from auth.settings import Settings
from chassis.cli import ServiceCommand

SERVICE = ServiceCommand("auth", settings=Settings, build=build, create_api=create_api)

if __name__ == "__main__":
    SERVICE.main()
