"""The text of the project keeps to the vocabulary: standard terms, imperative docstrings, nouns for variables."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def language() -> ModuleType:
    """Return the check, which is a script beside this file."""
    spec = importlib.util.spec_from_file_location("language", Path(__file__).with_name("language.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["language"] = module
    spec.loader.exec_module(module)
    return module


def test_text_keeps_to_the_vocabulary(language: ModuleType, root: Path) -> None:
    problems = [
        problem
        for path in language.CHECKED
        for file in language.files_below(root / path)
        for problem in language.violations(file.relative_to(root).as_posix(), file.read_text(encoding="utf-8"))
    ]
    assert problems == []


@pytest.mark.parametrize("path", ["README.md", "services/catalog/src/catalog/api.py"])
def test_private_word_is_rejected(language: ModuleType, path: str) -> None:
    word = "fi" + "lms"
    assert list(language.violations(path, f'"""Return {word}."""\n' if path.endswith(".py") else word)) == [
        f"{path}:1: {word!r} is not in the vocabulary: 'movies'"
    ]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("Title" + "Answer = 1", "'answer' is not in the vocabulary: 'response'"),
        ("title_" + "answer = 1", "'answer' is not in the vocabulary: 'response'"),
        ("# put " + "off until later", "'put off' is not in the vocabulary: 'defer'"),
        ("found = 1", "variable 'found' is a participle: name it with a noun"),
        ("for each in (): pass", "variable 'each' is a participle: name it with a noun"),
        ("def f(given: int) -> None: ...", "parameter 'given' is a participle: name it with a noun"),
    ],
)
def test_private_name_is_rejected(language: ModuleType, line: str, problem: str) -> None:
    assert list(language.violations("libs/x.py", line)) == [f"libs/x.py:1: {problem}"]


def test_docstring_that_is_not_imperative_is_rejected(language: ModuleType) -> None:
    source = 'def f() -> int:\n    """Gi' + 've a number."""\n    return 1\n'
    assert list(language.violations("libs/x.py", source)) == [
        "libs/x.py:1: docstring starts with 'Give': use the imperative of what happens"
    ]
    assert list(language.violations("libs/x.py", source.replace("Gi" + "ve", "Return"))) == []
