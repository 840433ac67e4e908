"""Every kind of source, one line each."""

from typing import Final

from sources.infrastructure.kinds.folder.spec import SPEC as FOLDER
from sources.infrastructure.kinds.spec import SourceSpec

SPECS: Final[tuple[SourceSpec, ...]] = (FOLDER,)
