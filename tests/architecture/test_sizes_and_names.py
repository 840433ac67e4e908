"""Entry points stay thin, files and folders stay readable, and a module is named after what it holds."""

import ast
from collections import Counter
from collections.abc import Mapping
from pathlib import Path, PurePath

import pytest

pytestmark = pytest.mark.unit

ENTRY_POINTS = {"__main__.py", "api.py", "worker.py"}
ENTRY_POINT_LINES = 40
FILE_LINES = 400
FOLDER_MODULES = 12
NO_NAMES = {"utils", "helpers", "common", "misc", "base", "manager"}


def thick_entry_points(sources: Mapping[str, str]) -> list[str]:
    """Return each entry point of a service that has 40 lines or more."""
    return [
        f"{path}: {lines} lines, an entry point has fewer than {ENTRY_POINT_LINES}"
        for path, text in sources.items()
        if _is_entry_point(path) and (lines := len(text.splitlines())) >= ENTRY_POINT_LINES
    ]


def nameless_modules(sources: Mapping[str, str]) -> list[str]:
    """Return each module or folder that is named after nothing."""
    return [
        f"{path}: {name} says nothing"
        for path in sources
        for name in PurePath(path).with_suffix("").parts[3:]
        if name in NO_NAMES
    ]


def long_files(sources: Mapping[str, str]) -> list[str]:
    """Return each file of more than 400 lines that is neither a test, a migration nor data."""
    return [
        f"{path}: {lines} lines, at most {FILE_LINES}"
        for path, text in sources.items()
        if not {"tests", "migrations", "data"} & set(PurePath(path).parts)
        and (lines := len(text.splitlines())) > FILE_LINES
    ]


def crowded_folders(sources: Mapping[str, str]) -> list[str]:
    """Return each folder with more modules than ADR 1 allows; `__init__` and `__main__` do not count."""
    counts = Counter(
        PurePath(path).parent.as_posix()
        for path in sources
        if PurePath(path).suffix == ".py" and PurePath(path).stem not in {"__init__", "__main__"}
    )
    return [
        f"{folder}: {count} modules, at most {FOLDER_MODULES}"
        for folder, count in counts.items()
        if count > FOLDER_MODULES
    ]


def without_docstring(sources: Mapping[str, str]) -> list[str]:
    """Return each module that does not say what it is for."""
    return [path for path, text in sources.items() if not ast.get_docstring(ast.parse(text))]


def _is_entry_point(path: str) -> bool:
    parts = PurePath(path).parts
    return parts[0] == "services" and len(parts) == 5 and parts[4] in ENTRY_POINTS


def test_entry_points_are_thin(project: Mapping[str, str]) -> None:
    assert thick_entry_points(project) == []


def test_modules_are_named_after_what_they_hold(project: Mapping[str, str]) -> None:
    assert nameless_modules(project) == []


def test_files_stay_below_the_size_limit(project: Mapping[str, str], root: Path) -> None:
    others = {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for folder in ("benchmarks", "deploy")
        for path in root.glob(f"{folder}/**/*.py")
    }
    assert long_files({**project, **others}) == []


def test_folders_stay_below_the_module_limit(project: Mapping[str, str]) -> None:
    assert crowded_folders(project) == []


def test_crowded_folder_is_reported() -> None:
    folder = "services/auth/src/auth/domain"
    modules = {f"{folder}/module_{number}.py": "" for number in range(12)} | {f"{folder}/__init__.py": ""}
    assert crowded_folders(modules) == []
    assert crowded_folders({**modules, f"{folder}/module_12.py": ""}) == [f"{folder}: 13 modules, at most 12"]


def test_modules_have_a_docstring(project: Mapping[str, str]) -> None:
    assert without_docstring(project) == []


@pytest.mark.parametrize("entry_point", sorted(ENTRY_POINTS))
def test_thick_entry_point_is_reported(entry_point: str) -> None:
    path = f"services/auth/src/auth/{entry_point}"
    assert thick_entry_points({path: "x = 1\n" * 39}) == []
    assert thick_entry_points({path: "x = 1\n" * 40}) == [f"{path}: 40 lines, an entry point has fewer than 40"]


def test_only_a_service_has_entry_points() -> None:
    assert thick_entry_points({"services/auth/src/auth/presentation/api.py": "x = 1\n" * 40}) == []
    assert thick_entry_points({"tools/provider_simulator/src/provider_simulator/__main__.py": "x = 1\n" * 40}) == []


@pytest.mark.parametrize("name", sorted(NO_NAMES))
def test_a_module_named_after_nothing_is_named(name: str) -> None:
    assert len(nameless_modules({f"libs/chassis/src/chassis/{name}.py": ""})) == 1
    assert len(nameless_modules({f"services/auth/src/auth/domain/{name}/title.py": ""})) == 1
    assert nameless_modules({f"services/auth/src/auth/domain/{name}_of_accounts.py": ""}) == []


def test_a_long_file_is_named_unless_it_is_data_a_migration_or_a_test() -> None:
    path = "libs/chassis/src/chassis/web.py"
    assert long_files({path: "x = 1\n" * 400}) == []
    assert long_files({path: "x = 1\n" * 401}) == [f"{path}: 401 lines, at most 400"]
    for exempt in ("data/movies.py", "migrations/first.py", "tests/test_web.py"):
        assert long_files({f"libs/chassis/src/chassis/{exempt}": "x = 1\n" * 401}) == []


def test_a_module_without_a_docstring_is_named() -> None:
    assert without_docstring({"a.py": "x = 1\n", "b.py": '"""Says."""\n', "c.py": ""}) == ["a.py", "c.py"]
