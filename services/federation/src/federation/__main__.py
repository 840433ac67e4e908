"""`python -m federation [all|api|worker|migrate|replay|reencrypt]`."""

from chassis.cli import ServiceCommand
from federation.api import create_api
from federation.bootstrap import build
from federation.commands import COMMANDS
from federation.infrastructure.tables import READ_MODEL
from federation.presentation.consumers import TOPICS
from federation.settings import Settings

SERVICE = ServiceCommand(
    "federation",
    settings=Settings,
    build=build,
    create_api=create_api,
    topics=TOPICS,
    read_model=READ_MODEL,
    commands=COMMANDS,
)

if __name__ == "__main__":
    SERVICE.main()
