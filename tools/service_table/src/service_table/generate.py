"""Every generated file: which of them are out of date, and writing them."""

from pathlib import Path

from service_table.compose import compose_regions
from service_table.kubernetes.files import K8S, manifest_files, manifest_regions
from service_table.kubernetes.manifest import HEADER
from service_table.regions import replace_regions
from service_table.workspace import workspace_regions


def generated(root: Path) -> dict[Path, str]:
    """Return the text of every file with generated parts, by its absolute path."""
    regions = {**workspace_regions(root), **manifest_regions(root), **compose_regions(root)}
    files = {root / path: replace_regions((root / path).read_text("utf-8"), parts) for path, parts in regions.items()}
    return files | {root / path: text for path, text in manifest_files(root).items()}


def stale(root: Path) -> list[str]:
    """Return the path of every file that is missing, out of date, or of a service that was removed."""
    expected = generated(root)
    old = [path for path, text in expected.items() if not path.is_file() or path.read_text("utf-8") != text]
    return sorted(path.relative_to(root).as_posix() for path in {*old, *_removed(root, expected)})


def write(root: Path) -> None:
    """Write every generated file, and remove those of services that were removed."""
    expected = generated(root)
    for path in _removed(root, expected):
        path.unlink()
    for path, text in expected.items():
        path.write_text(text, "utf-8")


def _removed(root: Path, expected: dict[Path, str]) -> list[Path]:
    return [
        path
        for path in (root / K8S).rglob("*")
        if path.suffix in {".yaml", ".env"} and path not in expected and path.read_text("utf-8").startswith(HEADER)
    ]
