"""What takes the place of the base image and of `uv pip install`: the running interpreter and installed packages.

No registry of images is reachable offline. So the interpreter of this environment, the libraries that it loads, and the
packages that the files of deploy/requirements name go into the image, at the paths that the Dockerfile gives them.
"""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from importlib.metadata import distribution
from pathlib import Path
from typing import Final

PYTHON: Final = f"python{sys.version_info.major}.{sys.version_info.minor}"
_LEFT_OUT: Final = ("site-packages", "test", "idlelib", "tkinter", "turtledemo", "ensurepip", "config-*", "lib2to3")
_USERS: Final = "root:x:0:0::/:/bin/sh\nmarquee:x:10001:10001::/tmp:/usr/sbin/nologin\n"


def add_base(root: Path) -> None:
    """Add the interpreter at /usr/local, a shell, users, and the folders that are mounted."""
    base = Path(sys.base_prefix)
    interpreter = root / "usr/local/bin" / PYTHON
    interpreter.parent.mkdir(parents=True)
    shutil.copy2(base / "bin" / PYTHON, interpreter)
    for name in ("python3", "python"):
        (interpreter.parent / name).symlink_to(PYTHON)
    library = Path(sysconfig.get_path("stdlib"))
    shutil.copytree(library, root / "usr/local/lib" / PYTHON, ignore=shutil.ignore_patterns(*_LEFT_OUT))
    _copy(Path(shutil.which("sh") or "/bin/sh").resolve(), root / "bin/sh")
    loaded = [interpreter, root / "bin/sh", *(library / "lib-dynload").glob("*.so")]
    add_libraries(root, loaded)
    for folder in ("dev", "proc", "tmp", "etc", "run", "var/lib/marquee"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    (root / "etc/passwd").write_text(_USERS, "utf-8")
    (root / "etc/hosts").write_text("127.0.0.1 localhost\n", "utf-8")


def add_libraries(root: Path, programs: Iterable[Path]) -> None:
    """Add the shared libraries that programs load, each at the path where the loader finds it."""
    listed = subprocess.run(["ldd", *programs], capture_output=True, text=True, check=False, timeout=60).stdout
    for path in map(Path, sorted(set(re.findall(r"(?:=> |^\t)(/\S+) \(0x", listed, flags=re.MULTILINE)))):
        if path.is_relative_to(sys.base_prefix):
            _copy(path, root / "usr/lib" / path.name)
        # What comes with a package is found beside it.
        elif not path.is_relative_to(root.parent):
            _copy(path, root / path.relative_to("/"))


def add_environment(root: Path) -> None:
    """Add the files that make /opt/venv an environment of the interpreter."""
    (root / "opt/venv/bin").mkdir(parents=True)
    for name in ("python", "python3", PYTHON):
        (root / "opt/venv/bin" / name).symlink_to(f"/usr/local/bin/{PYTHON}")
    settings = "home = /usr/local/bin\ninclude-system-site-packages = false\n"
    (root / "opt/venv/pyvenv.cfg").write_text(settings, "utf-8")


def add_packages(root: Path, requirements: Path, target: str) -> None:
    """Add the packages that a file of requirements pins, compiled, as they are installed here."""
    for name in re.findall(r"^([a-z0-9][a-z0-9._-]*)==", requirements.read_text("utf-8"), flags=re.MULTILINE):
        for file in distribution(name).files or ():
            # What lies beside the packages are commands of theirs, which no image runs.
            if ".." not in file.parts:
                _copy_module(Path(str(file.locate())), root / target / file)


def _copy_module(source: Path, target: Path) -> None:
    if not source.is_file():
        return
    _copy(source, target)
    compiled = source.parent / "__pycache__" / f"{source.stem}.{sys.implementation.cache_tag}.pyc"
    if source.suffix == ".py" and compiled.is_file():
        _copy(compiled, target.parent / "__pycache__" / compiled.name)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists():
        shutil.copy2(os.path.realpath(source), target)
