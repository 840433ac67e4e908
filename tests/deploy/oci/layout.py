"""An OCI image layout: written by umoci, which needs no container engine, and validated by the standard's schemas."""

import json
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft4Validator
from referencing import Registry
from referencing.jsonschema import DRAFT4
from tests.deploy.oci.recipe import Recipe

UMOCI: Final = "github.com/opencontainers/umoci/cmd/umoci"
SCHEMAS: Final = "github.com/opencontainers/image-spec"
_SECONDS: Final = 120
_ADDRESS: Final = "http://schemas/"


@dataclass(frozen=True, slots=True)
class Layout:
    """A folder in the form of an OCI image layout with one image."""

    umoci: Path
    folder: Path
    tag: str

    def create(self) -> None:
        """Create the layout with an empty image."""
        self._run("init", "--layout", str(self.folder))
        self._run("new", "--image", self._image)

    def add_layer(self, source: Path, comment: str) -> None:
        """Add the content of a folder as the next layer."""
        # Compressed layers would cost seconds and prove nothing.
        options = ("--image", self._image, "--rootless", "--compress", "none", "--history.comment", comment)
        self._run("insert", *options, str(source), "/")

    def configure(self, recipe: Recipe) -> None:
        """Write how the image starts, who it is and what it says of itself."""
        values = [
            *_options("env", [f"{name}={value}" for name, value in recipe.environment.items()]),
            *_options("label", [f"{name}={value}" for name, value in recipe.labels.items()]),
            *_options("cmd", recipe.command),
            *_options("user", [recipe.user]),
            *_options("workingdir", [recipe.folder]),
            *_options("exposedports", [f"{recipe.port}/tcp"]),
            *_options("stopsignal", [recipe.stop_signal]),
        ]
        self._run("config", "--image", self._image, *values)

    def unpack(self, bundle: Path) -> Path:
        """Unpack the image and return its root file system."""
        self._run("unpack", "--rootless", "--image", self._image, str(bundle))
        return bundle / "rootfs"

    def manifest(self) -> dict[str, Any]:
        """Return the manifest of the image."""
        [entry] = self._read("index.json")["manifests"]
        return self.blob(entry["digest"])

    def blob(self, digest: str) -> dict[str, Any]:
        """Return a blob that is JSON."""
        return self._read(f"blobs/{digest.replace(':', '/')}")

    def problems(self, schemas: Path) -> Iterator[str]:
        """Yield what does not conform to the standard."""
        manifest = self.manifest()
        documents = {
            "image-layout-schema.json": self._read("oci-layout"),
            "image-index-schema.json": self._read("index.json"),
            "image-manifest-schema.json": manifest,
            "config-schema.json": self.blob(manifest["config"]["digest"]),
        }
        for name, document in documents.items():
            yield from schema_problems(schemas, name, document)
        for layer in (manifest["config"], *manifest["layers"]):
            path = self.folder / "blobs" / layer["digest"].replace(":", "/")
            if not path.is_file() or path.stat().st_size != layer["size"]:
                yield f"{layer['digest']} is not there in its size"

    @property
    def _image(self) -> str:
        return f"{self.folder}:{self.tag}"

    def _read(self, path: str) -> dict[str, Any]:
        content: dict[str, Any] = json.loads((self.folder / path).read_text("utf-8"))
        return content

    def _run(self, *arguments: str) -> None:
        command = [str(self.umoci), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_SECONDS)
        if done.returncode != 0:
            raise RuntimeError(f"umoci {arguments[0]} failed: {done.stderr[-800:]}")


def _options(name: str, values: Sequence[str]) -> list[str]:
    return [option for value in values for option in (f"--config.{name}", value)]


@cache
def _registry(folder: Path) -> Registry[Any]:
    """Return the schemas of a folder by the addresses that they use of each other: that of a neighbour's file name."""
    texts = {path.name: path.read_text("utf-8") for path in folder.glob("*.json")}
    # Their own ids, which are those of web pages and of parts, would change these addresses.
    contents = {name: json.loads(re.sub(r'"id": "https:[^"]*",', "", text)) for name, text in texts.items()}
    return Registry().with_resources(
        [(f"{_ADDRESS}{name}", DRAFT4.create_resource(content)) for name, content in contents.items()]
    )


def schema_problems(folder: Path, name: str, document: dict[str, Any]) -> Iterator[str]:
    """Yield what a document has against the schema of this file name."""
    validator = Draft4Validator({"$ref": f"{_ADDRESS}{name}"}, registry=_registry(folder))
    for error in validator.iter_errors(document):
        yield f"{name} {error.json_path}: {error.message}"
