"""Every provider, in the order in which reports list them. Adding a provider: `docs/how-to/add-a-provider.md`."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from ingestion.domain.jobs import JobKind
from ingestion.domain.titles.facts import Source
from ingestion.providers.omdb.spec import OMDB
from ingestion.providers.spec import ProviderSettings, ProviderSpec
from ingestion.providers.tmdb.spec import TMDB
from ingestion.providers.trakt.spec import TRAKT
from ingestion.providers.tvmaze.spec import TVMAZE

SPECS: Final[tuple[ProviderSpec, ...]] = (TMDB, TRAKT, OMDB, TVMAZE)


def read_settings(specs: Sequence[ProviderSpec] = SPECS) -> dict[Source, ProviderSettings]:
    """Return the settings of each provider, from the environment."""
    return {spec.name: spec.settings() for spec in specs}


def missing_sources(
    configured: Collection[Source], specs: Sequence[ProviderSpec] = SPECS
) -> Mapping[JobKind, tuple[Source, ...]]:
    """Return per kind of job the providers that it requests and that are not configured."""
    return {
        kind: tuple(spec.name for spec in specs if kind in spec.requested_by and spec.name not in configured)
        for kind in JobKind
    }
