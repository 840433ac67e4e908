"""Programs and files of Go modules, by the Go of a wheel: fetched and built once per lock file, into the cache."""

import hashlib
import json
import os
import platform
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import go

from devstack.errors import ArtifactUnavailable

LOCK: Final = ("go.mod", "go.sum")
_GO: Final = Path(str(go.__file__)).parent
_BUILD_SECONDS: Final = 3600
_FETCH_SECONDS: Final = 300


@dataclass(frozen=True, slots=True)
class GoModules:
    """The modules of a `go.mod`, which names their versions, and its `go.sum`, which has the hash of each.

    Nothing of the machine's own Go is used. What a hash does not fit, and what has no hash, is rejected.
    """

    lock: Path
    """Folder of the two files."""
    cache: Path

    def program(self, package: str) -> Path:
        """Return the program of a package, built when the cache has none; raise ArtifactUnavailable."""
        name = package.rsplit("/", 1)[-1]
        home = self.cache / f"{name}-{self._fingerprint()}"
        if not home.exists():
            with tempfile.TemporaryDirectory(dir=self.cache, prefix="staging-") as staging:
                built = Path(staging) / "built"
                built.mkdir(mode=0o755)
                arguments = ("build", "-trimpath", "-ldflags=-s -w", "-o", str(built / name), package)
                self._run(arguments, _BUILD_SECONDS)
                try:
                    built.rename(home)
                except OSError:
                    if not home.exists():
                        raise
        return home / name

    def source(self, module: str) -> Path:
        """Return the folder with the files of a module; raise ArtifactUnavailable."""
        result = json.loads(self._run(("mod", "download", "-json", module), _FETCH_SECONDS))
        return Path(result["Dir"])

    def _run(self, arguments: tuple[str, ...], seconds: float) -> str:
        result = subprocess.run(
            [str(_GO / "bin" / "go"), *arguments],
            cwd=self.lock,
            env=self._environment(),
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
        if result.returncode != 0:
            raise ArtifactUnavailable(
                f"go {' '.join(arguments)} failed: {result.stderr[-800:] or result.stdout[-800:]}"
            )
        return result.stdout

    def _environment(self) -> dict[str, str]:
        folder = self.cache / "go"
        own = {
            "GOROOT": str(_GO),
            "GOPATH": str(folder),
            "GOMODCACHE": str(folder / "modules"),
            "GOCACHE": str(folder / "builds"),
            # Without the checksum database: every hash is in go.sum.
            "GOFLAGS": "-mod=readonly -modcacherw",
            "GONOSUMDB": "*",
            "GOTOOLCHAIN": "local",
            "GOWORK": "off",
            "CGO_ENABLED": "0",
        }
        return {**os.environ, **own}

    def _fingerprint(self) -> str:
        """Return a name for the versions, the hashes and the Go of a build."""
        version = (_GO / "VERSION").read_text("utf-8")
        files = "".join((self.lock / name).read_text("utf-8") for name in LOCK)
        return hashlib.sha256(f"{version} {platform.machine()} {files}".encode()).hexdigest()[:12]
