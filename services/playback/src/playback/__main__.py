"""`python -m playback [all|api|worker|migrate|replay|reencrypt]`."""

from chassis.cli import ServiceCommand
from playback.api import create_api
from playback.bootstrap import build
from playback.commands import COMMANDS
from playback.infrastructure.tables import READ_MODEL
from playback.presentation.consumers import TOPICS
from playback.settings import Settings

SERVICE = ServiceCommand(
    "playback",
    settings=Settings,
    build=build,
    create_api=create_api,
    topics=TOPICS,
    read_model=READ_MODEL,
    commands=COMMANDS,
)

if __name__ == "__main__":
    SERVICE.main()
