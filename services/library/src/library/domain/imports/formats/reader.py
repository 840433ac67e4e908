"""What the module of a format offers: whether a file is of the format, and how the files of an upload are read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from library.domain.imports.collector import Collector
from library.domain.imports.rows import Format
from library.domain.imports.text.documents import Document


@dataclass(frozen=True, slots=True)
class FormatReader:
    """The reader of one format.

    `read` receives every file of the upload that can be read, in the order of their names, also those that the format
    does not use. JSON was found to be valid.
    """

    name: Format
    recognises: Callable[[Document], bool]
    read: Callable[[Sequence[Document], datetime, Collector], None]
    accepts: Callable[[Document], bool] | None = None
    """Whether a file may be of the format when the user chose it; by default, when it is recognised."""
