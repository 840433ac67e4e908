"""What makes a kind of source: one `SourceSpec` per kind, in the module `spec` of its folder."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict

from sources.application.media_sources.ports import SourceAdapter
from sources.domain.media_sources.source import SourceKind


class SourceFields(BaseModel):
    """What a user states to connect a source; an unknown field is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, str_max_length=2048)


class NoFields(SourceFields):
    """For a kind without credentials."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSpec:
    """One kind of source: what connects it, and the adapter that reads it."""

    kind: SourceKind
    configuration: type[SourceFields]
    """Fields that are stored and shown."""
    credentials: type[SourceFields]
    """Fields that are stored encrypted, and never shown."""
    connect: Callable[[Mapping[str, Any], Mapping[str, str]], SourceAdapter]
    """Returns an adapter for a checked configuration and credentials."""
    administrators_only: bool = False
    """Whether the kind reads what belongs to the installation, such as its file system."""
