"""`python -m stats [all|api|worker|migrate|replay|dlq|shadow|export]`."""

from chassis.cli import ServiceCommand
from stats.api import create_api
from stats.bootstrap import build
from stats.commands import COMMANDS
from stats.infrastructure.tables import READ_MODEL
from stats.presentation.consumers import TOPICS
from stats.settings import Settings

SERVICE = ServiceCommand(
    "stats",
    settings=Settings,
    build=build,
    create_api=create_api,
    topics=TOPICS,
    read_model=READ_MODEL,
    commands=COMMANDS,
)

if __name__ == "__main__":
    SERVICE.main()
