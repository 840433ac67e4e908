"""The Python client: its written modules, with the generated models and operations beside them."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from api_clients.operations import Document, operations_by_tag, snake_case
from api_clients.python_groups import class_name, group_module
from api_clients.python_models import write_models

PACKAGE: Final = "marquee_client"
IMPORT: Final = "from marquee_client.groups.{module} import Async{name}, {name}"
CLIENT: Final = '''\
"""The client: the operations by task, with a session."""

# Generated from the OpenAPI document of Marquee.

from marquee_client.base import AsyncBase, Base
{imports}


class Client(Base):
    """A client that blocks until each response is there."""

    def _connect(self) -> None:
{sync}


class AsyncClient(AsyncBase):
    """A client whose calls are awaited."""

    def _connect(self) -> None:
{asynchronous}
'''


def build(document: Document, written: Path, output: Path) -> Path:
    """Build the client from its written part in a folder, and return the folder of sources."""
    shutil.copytree(written, output, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    package = output / "src" / PACKAGE
    groups = package / "groups"
    groups.mkdir(exist_ok=True)
    (groups / "__init__.py").write_text('"""The operations of each task."""\n', "utf-8")
    descriptions = {tag["name"]: tag.get("description", tag["name"]) for tag in document["tags"]}
    tags = operations_by_tag(document)
    for tag, operations in tags.items():
        text = group_module(tag, descriptions[tag], operations, document)
        (groups / f"{snake_case(tag)}.py").write_text(text, "utf-8")
    (package / "client.py").write_text(_client(list(tags)), "utf-8")
    write_models(document, package / "models.py")
    _format(package)
    return output / "src"


def _client(tags: list[str]) -> str:
    def lines(prefix: str) -> str:
        return "\n".join(f"        self.{snake_case(tag)} = {prefix}{class_name(tag)}(self._transport)" for tag in tags)

    imports = sorted(IMPORT.format(module=snake_case(tag), name=class_name(tag)) for tag in tags)
    return CLIENT.format(imports="\n".join(imports), sync=lines(""), asynchronous=lines("Async"))


def _format(package: Path) -> None:
    ruff = [sys.executable, "-m", "ruff"]
    for command in (
        ["check", "--quiet", "--isolated", "--fix", "--select", "F401,I"],
        ["format", "--quiet", "--isolated"],
    ):
        subprocess.run([*ruff, *command, "--line-length", "120", str(package)], check=True)
