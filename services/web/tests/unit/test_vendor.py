"""Third-party scripts are the files of their packages, and their list is complete."""

import hashlib
import re
from importlib.resources import files

import pytest

pytestmark = pytest.mark.unit

FOLDER = files("web.presentation").joinpath("static", "vendor")
ROW = re.compile(r"^\| `(?P<file>[^`]+)` \|.*\| `(?P<digest>[0-9a-f]{64})` \|$", re.MULTILINE)


def test_third_party_files_are_unchanged() -> None:
    listed = {row["file"]: row["digest"] for row in ROW.finditer(FOLDER.joinpath("README.md").read_text("utf-8"))}
    contents = {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in FOLDER.iterdir()
        if file.name != "README.md"
    }
    assert contents == listed
