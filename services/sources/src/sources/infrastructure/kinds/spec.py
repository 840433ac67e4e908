"""What makes a kind of source: one `SourceSpec` per kind, in the module `spec` of its folder."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from chassis.core.clock import Clock
from egress.http import EgressClient
from egress.limiter import AdaptiveLimiter
from sources.application.media_sources.ports import SourceAdapter
from sources.domain.media_sources.source import SourceKind


class SourceFields(BaseModel):
    """What a user states to connect a source; an unknown field is refused.

    The text of an error has no value: stored credentials that a later rule refuses would be in logs and jobs.
    """

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        str_strip_whitespace=True,
        str_max_length=2048,
        alias_generator=to_camel,
        hide_input_in_errors=True,
    )


class NoFields(SourceFields):
    """For a kind without credentials."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What adapters use of the installation."""

    client: Callable[[], EgressClient]
    """Returns a client of its own for each adapter, which closes it."""
    limiter: Callable[[str], AdaptiveLimiter]
    """Returns the limiter of a server, which all adapters of this server share."""
    clock: Clock
    folders: Sequence[Path] = ()
    """Folders of this machine below which sources may lie."""
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSpec:
    """One kind of source: what connects it, and the adapter that reads it."""

    kind: SourceKind
    configuration: type[SourceFields]
    """Fields that are stored and shown."""
    credentials: type[SourceFields]
    """Fields that are stored encrypted, and never shown."""
    connect: Callable[[Mapping[str, Any], Mapping[str, str], Surroundings], SourceAdapter]
    """Returns an adapter for a checked configuration and credentials; opens no connection."""
    administrators_only: bool = False
    """Whether the kind reads what belongs to the installation, such as its file system."""
