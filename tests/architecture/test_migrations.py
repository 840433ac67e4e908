"""Each service has one line of migrations: two heads would leave `migrate` without a way to go."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

REPOSITORY = Path(__file__).resolve().parents[2]
SERVICES = sorted(path.parent for path in REPOSITORY.glob("services/*/migrations"))
REVISION = re.compile(r'^revision(?:: [^=]+)? = "([^"]+)"', re.MULTILINE)
PARENT = re.compile(r'^down_revision(?:: [^=]+)? = (?:"([^"]+)"|None)', re.MULTILINE)


def heads(migrations: Path) -> set[str]:
    """Return the revisions that no other one follows."""
    texts = [path.read_text() for path in migrations.glob("versions/*.py")]
    revisions = [match[1] for text in texts if (match := REVISION.search(text))]
    parents = {match[1] for text in texts if (match := PARENT.search(text))}
    assert len(revisions) == len(set(revisions)) == len(texts)
    return set(revisions) - parents


@pytest.mark.parametrize("service", SERVICES, ids=lambda path: path.name)
def test_migrations_of_a_service_have_one_head(service: Path) -> None:
    assert len(heads(service / "migrations")) == 1


def test_two_migration_heads_are_reported(tmp_path: Path) -> None:
    versions = tmp_path / "versions"
    versions.mkdir()
    for name, parent in (("0001", "None"), ("0002", '"0001"'), ("0003", '"0001"')):
        (versions / f"{name}.py").write_text(f'revision = "{name}"\ndown_revision = {parent}\n')
    assert heads(tmp_path) == {"0002", "0003"}
