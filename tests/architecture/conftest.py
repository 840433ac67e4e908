"""What the architecture tests read: the sources as text by path."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the repository's root."""
    return ROOT


@pytest.fixture(scope="session")
def project() -> dict[str, str]:
    """Return the text of every shipped module by its path, such as `services/auth/src/auth/api.py`."""
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for member in ("libs", "services", "tools")
        for path in sorted(ROOT.glob(f"{member}/*/src/**/*.py"))
    }
