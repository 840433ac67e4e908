"""Commands of insights: exporting files."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from chassis.cli import Command
from exports.command import command
from insights.bootstrap import Container
from insights.infrastructure.exported import DATASETS

COMMANDS: Final[Mapping[str, Command[Container]]] = MappingProxyType({"export": command(DATASETS)})
