"""What is made once into the cache: it appears complete, by one rename, though two sessions make it at a time."""

import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from devstack.errors import ArtifactUnavailable


def made_once(home: Path, make: Callable[[Path], None]) -> Path:
    """Return this folder of the cache; when there is none, `make` fills an empty one, which then takes its name."""
    if home.exists():
        return home
    with tempfile.TemporaryDirectory(dir=home.parent, prefix="staging-") as staging:
        made = Path(staging) / "made"
        made.mkdir(mode=0o755)
        make(made)
        # Whatever was unpacked there, others may enter it: Postgres runs as another user.
        made.chmod(0o755)
        try:
            made.rename(home)
        except OSError:
            if not home.exists():
                raise
    return home


def run_tool(
    command: Sequence[str],
    what: str,
    *,
    seconds: float,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> str:
    """Return the output of a program; raise ArtifactUnavailable, which says what failed, with the end of its output."""
    result = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=seconds, check=False
    )
    if result.returncode != 0:
        raise ArtifactUnavailable(f"{what}: {result.stderr[-800:] or result.stdout[-800:]}")
    return result.stdout
