"""`python -m sources [all|api|worker|migrate|replay|reencrypt]`."""

from chassis.cli import ServiceCommand
from sources.api import create_api
from sources.bootstrap import build
from sources.commands import COMMANDS
from sources.infrastructure.tables import READ_MODEL
from sources.presentation.consumers import TOPICS
from sources.settings import Settings

SERVICE = ServiceCommand(
    "sources",
    settings=Settings,
    build=build,
    create_api=create_api,
    topics=TOPICS,
    read_model=READ_MODEL,
    commands=COMMANDS,
)

if __name__ == "__main__":
    SERVICE.main()
