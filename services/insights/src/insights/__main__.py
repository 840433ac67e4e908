"""`python -m insights [all|api|worker|migrate|replay|dlq|export]`."""

from chassis.cli import ServiceCommand
from insights.api import create_api
from insights.bootstrap import build
from insights.commands import COMMANDS
from insights.infrastructure.tables import READ_MODEL
from insights.presentation.consumers import TOPICS
from insights.settings import Settings

SERVICE = ServiceCommand(
    "insights",
    settings=Settings,
    build=build,
    create_api=create_api,
    topics=TOPICS,
    read_model=READ_MODEL,
    commands=COMMANDS,
)

if __name__ == "__main__":
    SERVICE.main()
