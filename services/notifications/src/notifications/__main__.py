"""`python -m notifications [all|api|worker|migrate|replay|reencrypt]`."""

from chassis.cli import ServiceCommand
from notifications.api import create_api
from notifications.bootstrap import build
from notifications.commands import COMMANDS
from notifications.infrastructure.tables import READ_MODEL
from notifications.presentation.consumers import TOPICS
from notifications.settings import Settings

SERVICE = ServiceCommand(
    "notifications",
    settings=Settings,
    build=build,
    create_api=create_api,
    topics=TOPICS,
    read_model=READ_MODEL,
    commands=COMMANDS,
)

if __name__ == "__main__":
    SERVICE.main()
