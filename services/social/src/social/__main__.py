"""`python -m social [all|api|worker|migrate|replay]`."""

from chassis.cli import ServiceCommand
from social.api import create_api
from social.bootstrap import build
from social.infrastructure.tables import READ_MODEL
from social.presentation.consumers import TOPICS
from social.settings import Settings

SERVICE = ServiceCommand(
    "social", settings=Settings, build=build, create_api=create_api, topics=TOPICS, read_model=READ_MODEL
)

if __name__ == "__main__":
    SERVICE.main()
