"""A jar comes through jgo into an empty cache, with no Java, no Maven and no local repository."""

import hashlib
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from devstack.errors import ArtifactMismatch
from devstack.servers.artifacts import Artifact, ensure
from devstack.servers.fetch import download

pytestmark = pytest.mark.integration

JAR = b"PK the bytes of a jar"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Log nothing."""


@pytest.fixture
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Yield a repository on this machine, named in the user's jgo settings; no PATH, so no program can help."""
    folder = tmp_path / "repository" / "org" / "example" / "thing" / "1.0"
    folder.mkdir(parents=True)
    (folder / "thing-1.0.jar").write_bytes(JAR)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path / "repository")))
    thread = Thread(target=server.serve_forever)
    thread.start()
    settings = tmp_path / "jgo.conf"
    settings.write_text(f"[repositories]\nmirror = http://127.0.0.1:{server.server_port}\n")
    for name, value in {"JGO_CONFIG_FILE": str(settings), "PATH": "", "HOME": str(tmp_path / "home")}.items():
        monkeypatch.setenv(name, value)
    yield
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.usefixtures("mirror")
def test_a_jar_is_fetched_and_verified(tmp_path: Path) -> None:
    expected = Artifact("org.example", "thing", "1.0", hashlib.sha256(JAR).hexdigest())
    [path] = ensure([expected], tmp_path / "cache", download)
    assert path.read_bytes() == JAR
    assert not (tmp_path / "home").exists()


@pytest.mark.usefixtures("mirror")
def test_a_jar_that_was_tampered_with_is_refused(tmp_path: Path) -> None:
    expected = Artifact("org.example", "thing", "1.0", hashlib.sha256(b"the real bytes").hexdigest())
    with pytest.raises(ArtifactMismatch):
        ensure([expected], tmp_path / "cache", download)
