"""The metadata of the federation schema."""

from typing import Final

from sqlalchemy import DateTime

from chassis.storage.database import metadata as new_metadata

metadata: Final = new_metadata()

INSTANT: Final = DateTime(timezone=True)
