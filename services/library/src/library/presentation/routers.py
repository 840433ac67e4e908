"""The routers of all subjects."""

from typing import Final

from library.presentation.entries.routes import router as entries

ROUTERS: Final = (entries,)
