"""Importing any module, with an empty environment, opens nothing and reads nothing."""

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.unit

WATCHER = Path(__file__).with_name("watch_imports.py")


def _watch(sources: Iterable[Path]) -> Any:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(WATCHER), *map(str, sources)],
        capture_output=True,
        text=True,
        check=True,
        env={},
    )
    return json.loads(done.stdout)


def test_importing_the_project_has_no_side_effects(root: Path) -> None:
    sources = [source for member in ("libs", "services", "tools") for source in root.glob(f"{member}/*/src")]
    seen = _watch(sources)
    modules = [path for source in sources for path in source.glob("*/**/*.py") if path.name != "sitecustomize.py"]
    assert seen["imported"] == len(modules)
    assert seen["touches"] == []


SEEDED: Mapping[str, tuple[str, str]] = {
    "an environment variable": (
        "import os\nURL = os.environ.get('DATABASE_URL')\n",
        "reads the environment's DATABASE_URL",
    ),
    "getenv": ("import os\nURL = os.getenv('DATABASE_URL', '')\n", "reads the environment's DATABASE_URL"),
    "the whole environment": ("import os\nALL = dict(os.environ)\n", "reads the whole environment"),
    "settings": (
        "from chassis.settings import HttpSettings\nSETTINGS = HttpSettings()\n",
        "reads the whole environment",
    ),
    "a file": ("from pathlib import Path\nTEXT = Path(__file__).read_text()\n", "open "),
    "a socket": ("import socket\nS = socket.socket()\nS.close()\n", "socket.__new__"),
    "an event loop": ("import asyncio\nLOOP = asyncio.new_event_loop()\nLOOP.close()\n", "socket.__new__"),
    "a look-up": ("import socket\nA = socket.getaddrinfo('127.0.0.1', 80)\n", "socket.getaddrinfo"),
    "a process": ("import subprocess\nsubprocess.run(['true'], check=True)\n", "subprocess.Popen"),
    "a failure": ("raise RuntimeError('not now')\n", "cannot be imported: RuntimeError('not now')"),
}


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, list[str]]:
    """Return the touches of a package with one offender each."""
    source = tmp_path_factory.mktemp("seeded")
    (source / "offenders").mkdir()
    (source / "offenders/__init__.py").write_text("")
    (source / "offenders/quiet.py").write_text("import json\nimport fastapi\nfrom offenders import case0\n")
    for number, (text, _) in enumerate(SEEDED.values()):
        (source / f"offenders/case{number}.py").write_text(text)
    touches = _watch([source])["touches"]
    return {name: [touch for touch in touches if f"case{number}" in touch] for number, name in enumerate(SEEDED)} | {
        "quiet": [touch for touch in touches if "quiet" in touch]
    }


@pytest.mark.parametrize("name", SEEDED)
def test_import_with_side_effects_is_reported(name: str, seeded: Mapping[str, list[str]]) -> None:
    assert any(SEEDED[name][1] in touch for touch in seeded[name]), seeded[name]


def test_an_import_of_others_is_no_touch(seeded: Mapping[str, list[str]]) -> None:
    assert seeded["quiet"] == []
