"""`python -m auth [all|api|worker|migrate|replay|announce|create-admin|erase|reencrypt]`."""

from auth.api import create_api
from auth.bootstrap import build
from auth.commands import COMMANDS
from auth.infrastructure.tables import READ_MODEL
from auth.presentation.consumers import TOPICS
from auth.settings import Settings
from chassis.cli import ServiceCommand

SERVICE = ServiceCommand(
    "auth",
    settings=Settings,
    build=build,
    create_api=create_api,
    topics=TOPICS,
    read_model=READ_MODEL,
    commands=COMMANDS,
)

if __name__ == "__main__":
    SERVICE.main()
