"""`python -m billing [all|api|worker|migrate|replay]`."""

from billing.api import create_api
from billing.bootstrap import build
from billing.infrastructure.tables import READ_MODEL
from billing.presentation.consumers import TOPICS
from billing.settings import Settings
from chassis.cli import ServiceCommand

SERVICE = ServiceCommand(
    "billing", settings=Settings, build=build, create_api=create_api, topics=TOPICS, read_model=READ_MODEL
)

if __name__ == "__main__":
    SERVICE.main()
