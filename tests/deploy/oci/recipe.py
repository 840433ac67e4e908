"""What an image of services/Dockerfile holds and how it starts, read from the instructions of its stages."""

import json
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from typing import Final

BASE_PATH: Final = "/usr/local/bin:/usr/bin:/bin"
"""Where the base image looks for programs."""


@dataclass(frozen=True, slots=True)
class Copied:
    """One `COPY`: a path of the repository, or of another stage, and where it goes."""

    source: str
    target: str
    stage: str | None


@dataclass(slots=True)
class Recipe:
    """The instructions of a target and of the stages that it is built on."""

    copies: list[Copied] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    folder: str = "/"
    user: str = ""
    port: str = ""
    stop_signal: str = ""
    command: list[str] = field(default_factory=list)
    health_check: list[str] = field(default_factory=list)


def read(path: Path, target: str, arguments: Mapping[str, str]) -> Recipe:
    """Return the recipe of a target of a Dockerfile; raise LookupError for an unknown one."""
    lines = re.sub(r"\\\n", " ", path.read_text("utf-8")).splitlines()
    recipe = Recipe(environment={"PATH": BASE_PATH})
    for line in _stages(lines, target):
        name, _, rest = line.partition(" ")
        _apply(recipe, name, rest.strip(), arguments)
    return recipe


def _stages(lines: list[str], target: str) -> list[str]:
    """Return the instructions of a stage after those of the stages below it."""
    begin = next((number for number, line in enumerate(lines) if line.endswith(f" AS {target}")), None)
    if begin is None:
        raise LookupError(f"there is no stage {target}")
    end = next((at for at in range(begin + 1, len(lines)) if lines[at].startswith("FROM ")), len(lines))
    base = lines[begin].split()[1]
    below = [] if base.startswith("${") else _stages(lines, base)
    return below + [line for line in lines[begin + 1 : end] if line and not line.startswith("#")]


def _apply(recipe: Recipe, name: str, rest: str, arguments: Mapping[str, str]) -> None:
    values = {**dict.fromkeys(("SOURCE", "REVISION", "VERSION"), ""), **recipe.environment, **arguments}
    text = Template(rest).safe_substitute(values) if name != "CMD" else rest
    match name:
        case "COPY":
            *sources, target = [word for word in text.split() if not word.startswith("--from=")]
            stage = next((word.removeprefix("--from=") for word in text.split() if word.startswith("--from=")), None)
            recipe.copies += [Copied(source, _below(recipe.folder, source, target), stage) for source in sources]
        case "ENV":
            recipe.environment |= _pairs(text)
        case "LABEL":
            recipe.labels |= _pairs(text)
        case "WORKDIR":
            recipe.folder = text
        case "USER":
            recipe.user = text
        case "EXPOSE":
            recipe.port = text
        case "STOPSIGNAL":
            recipe.stop_signal = text
        case "CMD":
            recipe.command = json.loads(text)
        case "HEALTHCHECK":
            recipe.health_check = json.loads(text.partition("CMD ")[2])


def _pairs(text: str) -> dict[str, str]:
    return {name: value for name, _, value in (word.partition("=") for word in shlex.split(text))}


def _below(folder: str, source: str, target: str) -> str:
    """Return the path of a copied file or folder: `./` keeps the name, a relative path is below the working folder."""
    path = f"{target}{Path(source).name}" if target.endswith("/") else target
    return path if path.startswith("/") else f"{folder}/{path.removeprefix('./')}"
