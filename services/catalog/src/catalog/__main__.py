"""`python -m catalog [all|api|worker|migrate|replay|announce]`."""

from catalog.api import create_api
from catalog.bootstrap import build
from catalog.commands import COMMANDS
from catalog.infrastructure.tables import READ_MODEL
from catalog.presentation.consumers import TOPICS
from catalog.settings import Settings
from chassis.cli import ServiceCommand

SERVICE = ServiceCommand(
    "catalog",
    settings=Settings,
    build=build,
    create_api=create_api,
    topics=TOPICS,
    read_model=READ_MODEL,
    commands=COMMANDS,
)

if __name__ == "__main__":
    SERVICE.main()
