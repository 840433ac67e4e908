"""Parameters of a formula by dotted names, so that settings replace single ones."""

import math
from collections.abc import Mapping


def replaced(defaults: Mapping[str, float], changes: Mapping[str, float]) -> dict[str, float]:
    """Return the parameters with some of them replaced; raise ValueError for an unknown name or no finite number."""
    for name, value in changes.items():
        if name not in defaults:
            raise ValueError(f"{name} is not a parameter")
        if not math.isfinite(value) or value < 0:
            raise ValueError(f"{name} must be a number from 0")
    return {**defaults, **changes}


def require_positive(parameters: Mapping[str, float], *names: str) -> None:
    """Raise ValueError for a parameter that must be greater than 0 and is not."""
    for name in names:
        if parameters[name] <= 0:
            raise ValueError(f"{name} must be greater than 0")
