"""`python -m library [all|api|worker|migrate|replay|announce]`."""

from chassis.cli import ServiceCommand
from library.api import create_api
from library.bootstrap import build
from library.commands import COMMANDS
from library.infrastructure.tables import READ_MODEL
from library.presentation.consumers import TOPICS
from library.settings import Settings

SERVICE = ServiceCommand(
    "library",
    settings=Settings,
    build=build,
    create_api=create_api,
    topics=TOPICS,
    read_model=READ_MODEL,
    commands=COMMANDS,
)

if __name__ == "__main__":
    SERVICE.main()
