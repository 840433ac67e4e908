"""The metadata that all tables of the insights schema share."""

from typing import Final

from chassis.storage.database import metadata as new_metadata

metadata: Final = new_metadata()
