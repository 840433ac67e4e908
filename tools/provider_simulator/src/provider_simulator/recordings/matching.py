"""Chooses among the recordings of one path the one that fits a request best."""

from collections.abc import Callable, Mapping, Sequence

from provider_simulator.recordings.archive import Recording

DECISIVE = frozenset({"query", "q", "page", "id", "id_type", "external_source", "date", "season", "number", "years"})
"""Parameters that must agree; others (language, limits, dates of change feeds, …) only rank."""

_DEFAULTS = {"page": "1"}


def best(
    recordings: Sequence[Recording],
    parameters: Mapping[str, str],
    rank: Callable[[Recording], tuple[int, ...]] | None = None,
) -> Recording | None:
    """Return the recording that agrees in every decisive parameter, by `rank`, then by language, then the newest."""
    fitting = [recording for recording in recordings if agrees(recording.parameters, parameters)]
    if not fitting:
        return None

    def merit(recording: Recording) -> tuple[tuple[int, ...], int, int]:
        ranked = rank(recording) if rank else ()
        return ranked, language_merit(recording, parameters), recording.when.toordinal()

    return max(fitting, key=merit)


def agrees(recorded: Mapping[str, str], query: Mapping[str, str]) -> bool:
    """Return whether every decisive parameter is the same, letter case aside."""
    return all(_value(recorded, name) == _value(query, name) for name in DECISIVE)


def language_merit(recording: Recording, query: Mapping[str, str]) -> int:
    """Return whether a recording is in the requested language; English and unnamed count as the same."""
    recorded, target = recording.parameters.get("language", "en")[:2], query.get("language", "en")[:2]
    return 2 if recorded == target else 1 if recorded == "en" else 0


def _value(parameters: Mapping[str, str], name: str) -> str:
    return parameters.get(name, _DEFAULTS.get(name, "")).casefold()
