"""Programs and files of Go modules, by the Go of a wheel: fetched and built once per lock file, into the cache."""

import hashlib
import json
import os
import platform
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import go

from devstack.servers.cached import made_once, run_tool

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

        def build(folder: Path) -> None:
            self._run(("build", "-trimpath", "-ldflags=-s -w", "-o", str(folder / name), package), _BUILD_SECONDS)

        return made_once(self.cache / f"{name}-{self._fingerprint()}", build) / name

    def source(self, module: str) -> Path:
        """Return the folder with the files of a module; raise ArtifactUnavailable."""
        result = json.loads(self._run(("mod", "download", "-json", module), _FETCH_SECONDS))
        return Path(result["Dir"])

    def _run(self, arguments: tuple[str, ...], seconds: float) -> str:
        return run_tool(
            [str(_GO / "bin" / "go"), *arguments],
            f"go {' '.join(arguments)} failed",
            seconds=seconds,
            folder=self.lock,
            environment=self._environment(),
        )

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
