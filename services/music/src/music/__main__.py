"""`python -m music [all|api|worker|migrate|replay]`."""

from chassis.cli import ServiceCommand
from music.api import create_api
from music.bootstrap import build
from music.commands import COMMANDS
from music.infrastructure.tables import READ_MODEL
from music.presentation.consumers import TOPICS
from music.settings import Settings

SERVICE = ServiceCommand(
    "music",
    settings=Settings,
    build=build,
    create_api=create_api,
    topics=TOPICS,
    read_model=READ_MODEL,
    commands=COMMANDS,
)

if __name__ == "__main__":
    SERVICE.main()
