"""An image of a service, built as the Dockerfile says but without a container engine, and run once.

The image is an OCI layout with the layers of the Dockerfile: base, shared packages, the service's packages, sources.
Its root file system is unpacked and runs read-only, as user 10001, on the Postgres of the tests and without Kafka.
"""

import compileall
import http.client
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from tests.deploy.oci import root_files
from tests.deploy.oci.layout import SCHEMAS, UMOCI, Layout, schema_problems
from tests.deploy.oci.recipe import Recipe, read
from tests.deploy.oci.run_in_root import FORBIDDEN

from devstack.folders import cache_folder
from devstack.ports import free_ports
from devstack.servers.go_modules import GoModules
from devstack.testing.pytest_plugin import CreateDatabase

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[3]
SERVICE = "catalog"
ARGUMENTS = {
    "SERVICE": SERVICE,
    "REVISION": "0123456789abcdef",
    "VERSION": "1.2.3",
    "SOURCE": "https://example.org/marquee",
}
START_SECONDS = 240.0
MODULES = GoModules(Path(__file__).parents[1] / "modules", cache_folder(os.environ))


@dataclass(frozen=True, slots=True)
class Built:
    """An image, and its root file system."""

    recipe: Recipe
    layout: Layout
    root: Path

    def command(self, *program: str) -> list[str]:
        """Return the command line that runs a program in the image."""
        script = Path(__file__).with_name("run_in_root.py")
        return [sys.executable, str(script), str(self.root), self.recipe.folder, *program]

    def run(self, *program: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a program in the image to its end; skip the test where the kernel forbids it."""
        variables = {**self.recipe.environment, **environment}
        command = self.command(*program)
        done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False, timeout=240)
        if done.returncode == FORBIDDEN:
            pytest.skip(f"THE IMAGE WAS BUILT AND NOT RUN: {done.stderr.strip()}")
        return done


def add_sources(root: Path, recipe: Recipe) -> None:
    """Copy what the recipe takes from the repository, compiled."""
    for copied in recipe.copies:
        source, target = ROOT / copied.source, root / copied.target.removeprefix("/")
        if copied.stage is None and source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("tests", "__pycache__", "*.md"))
        elif copied.stage is None:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    compileall.compile_dir(root, quiet=1, stripdir=str(root), workers=1)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """Build an image of a service and unpack it."""
    recipe = read(ROOT / "services/Dockerfile", "service", ARGUMENTS)
    folder = tmp_path_factory.mktemp("image")
    folder.chmod(0o755)
    for parent in folder.parents[:2]:
        parent.chmod(0o755)
    layers = {name: folder / name for name in ("base", "shared-packages", "service-packages", "sources")}
    for layer in layers.values():
        layer.mkdir()
    root_files.add_base(layers["base"])
    root_files.add_environment(layers["shared-packages"])
    packages = {"shared-packages": "shared", "service-packages": SERVICE}
    targets = {copied.stage: copied.target.removeprefix("/") for copied in recipe.copies if copied.stage}
    targets["shared-packages"] += f"/lib/{root_files.PYTHON}/site-packages"
    for name, file in packages.items():
        root_files.add_packages(layers[name], ROOT / f"deploy/requirements/{file}.txt", targets[name])
    libraries = [path for name in packages for path in layers[name].rglob("*.so")]
    root_files.add_libraries(layers["base"], libraries)
    strip = ROOT / "deploy/image/strip_packages.py"
    subprocess.run([sys.executable, strip, *(layers[name] for name in packages)], check=True, capture_output=True)
    add_sources(layers["sources"], recipe)
    layout = Layout(MODULES.program(UMOCI), folder / "layout", SERVICE)
    layout.create()
    for name, layer in layers.items():
        layout.add_layer(layer, name)
    layout.configure(recipe)
    for layer in layers.values():
        shutil.rmtree(layer)
    yield Built(recipe, layout, layout.unpack(folder / "bundle"))
    shutil.rmtree(folder)


def test_the_layout_conforms_to_the_standard(built: Built) -> None:
    schemas = MODULES.source(SCHEMAS) / "schema"
    assert list(built.layout.problems(schemas)) == []
    manifest = built.layout.manifest()
    assert len(manifest["layers"]) == 4
    del manifest["config"]["digest"]
    assert any("digest" in problem for problem in schema_problems(schemas, "image-manifest-schema.json", manifest))


def test_the_image_is_what_the_recipe_says(built: Built) -> None:
    image: dict[str, Any] = built.layout.blob(built.layout.manifest()["config"]["digest"])
    config = image["config"]
    assert (config["User"], config["WorkingDir"], config["StopSignal"]) == ("10001:10001", "/app", "SIGTERM")
    assert config["Cmd"] == ["sh", "-c", 'exec python -m "$SERVICE" all']
    assert list(config["ExposedPorts"]) == ["8080/tcp"]
    assert {"SERVICE=catalog", "PYTHONDONTWRITEBYTECODE=1", "HOME=/tmp"} <= set(config["Env"])
    labels = {name.rpartition(".")[2]: value for name, value in config["Labels"].items()}
    assert labels == {
        "title": "Marquee catalog",
        "description": "The service catalog of Marquee",
        "source": ARGUMENTS["SOURCE"],
        "revision": ARGUMENTS["REVISION"],
        "version": ARGUMENTS["VERSION"],
        "licenses": "Apache-2.0",
    }


def test_the_root_holds_what_the_service_runs_and_no_more(built: Built) -> None:
    packages = built.root / f"opt/venv/lib/{root_files.PYTHON}/site-packages"
    assert (packages / "fastapi").is_dir()
    assert (built.root / "opt/own/anyascii").is_dir()
    assert not [name for name in ("numpy", "duckdb", "pytest", "mypy", "tantivy") if (packages / name).exists()]
    assert not [path for path in packages.rglob("tests") if path.is_dir()]
    assert [path.name for path in (built.root / "app/services").iterdir()] == [SERVICE]


def test_a_process_is_an_ordinary_user_on_a_root_that_it_cannot_write(built: Built) -> None:
    program = (
        "import os, pathlib, sys\n"
        "pathlib.Path('/tmp/file').write_text('written')\n"
        "for path in ('/app/file', '/opt/venv/file', '/file'):\n"
        "    try: pathlib.Path(path).write_text('written')\n"
        "    except OSError as refused: print(refused.errno)\n"
        "print(os.getuid(), os.getgid(), sys.prefix, sys.flags.dont_write_bytecode)\n"
    )
    done = built.run("python", "-c", program)
    assert done.stdout.splitlines() == ["30", "30", "30", "10001 10001 /opt/venv 1"], done.stderr


def test_the_command_line_has_every_role(built: Built) -> None:
    done = built.run("python", "-m", SERVICE, "nothing")
    assert done.returncode == 2
    assert all(f"'{role}'" in done.stderr for role in ("api", "worker", "all", "migrate", "replay")), done.stderr


@pytest_asyncio.fixture
async def variables(create_database: CreateDatabase) -> dict[str, str]:
    """Return the settings of the service on the Postgres of the tests; it is ready without Kafka, too."""
    port, closed = free_ports(2)
    return {
        "CATALOG_HTTP_PORT": str(port),
        "CATALOG_KAFKA_BOOTSTRAP": f"127.0.0.1:{closed}",
        "CATALOG_DATABASE_URL": (await create_database(SERVICE)).app,
    }


def test_the_image_starts_its_service_and_the_health_check_says_so(
    built: Built, variables: dict[str, str], tmp_path: Path
) -> None:
    assert built.run(*built.recipe.health_check, **variables).returncode == 1
    environment = {**built.recipe.environment, **variables}
    port = int(variables["CATALOG_HTTP_PORT"])
    log = tmp_path / "log"
    with (
        log.open("wb") as output,
        subprocess.Popen(
            built.command(*built.recipe.command), env=environment, stdout=output, stderr=output
        ) as process,
    ):
        try:
            status = _status(port, process)
            assert status == 200, log.read_text("utf-8")[-2000:]
            assert f'marquee_build_info{{role="all",service="{SERVICE}",version="1.2.3"}}' in _metrics(port)
            done = built.run(*built.recipe.health_check, **variables)
            assert done.returncode == 0, done.stderr
        finally:
            process.terminate()
            process.wait(timeout=60)
    assert process.returncode in {0, -signal.SIGTERM}, log.read_text("utf-8")[-2000:]


def _metrics(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as response:
        return str(response.read(), "utf-8")


def _status(port: int, process: subprocess.Popen[bytes]) -> int | None:
    """Return the status of `/health/ready` as soon as the process responds, null when it ends or takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/health/ready")
            return connection.getresponse().status
        except OSError:
            time.sleep(0.05)
        finally:
            connection.close()
    return None
