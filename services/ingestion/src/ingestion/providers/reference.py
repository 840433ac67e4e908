"""The table of providers in `docs/providers.md`, derived from the registry."""

from collections.abc import Sequence

from ingestion.providers.spec import ProviderSpec

_HEAD = (
    "| provider | default address | budget | provides | requested by |",
    "|---|---|---|---|---|",
)


def reference_table(specs: Sequence[ProviderSpec]) -> str:
    """Return a Markdown table with one row per provider."""
    return "\n".join([*_HEAD, *(_row(spec) for spec in specs)])


def _row(spec: ProviderSpec) -> str:
    fields = type(spec.settings()).model_fields
    budget = f"{fields['rate'].default} calls in {fields['rate_seconds'].default} s"
    provides = ", ".join(f"`{fact}`" for fact in spec.provides)
    jobs = ", ".join(f"`{kind}`" for kind in sorted(spec.requested_by))
    return f"| `{spec.name}` | {fields['base_url'].default} | {budget} | {provides} | {jobs} |"
