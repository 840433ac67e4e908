"""The arguments of `marquee dlq`, as the process that takes its place receives them."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from devstack import cli
from devstack.commands import dead_letter_process
from devstack.errors import NotRunning

pytestmark = pytest.mark.unit


def _passed(monkeypatch: pytest.MonkeyPatch, *words: str) -> dict[str, Any]:
    commands: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda _, command: commands.append(command))
    cli.main(["dlq", *words])
    [command] = commands
    options: dict[str, Any] = json.loads(command[-1])
    return options


@pytest.mark.parametrize("words", [("--data", "{}", "list"), ("list", "--data", "{}")], ids=["before", "behind"])
def test_data_folder_stands_before_or_behind_the_action(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: tuple[str, ...]
) -> None:
    options = _passed(monkeypatch, *(word.format(tmp_path) for word in words))
    assert (options["data"], options["action"], options["bootstrap"]) == (str(tmp_path), "list", None)


def test_cluster_behind_the_action_replaces_the_one_before_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    words = ("--data", str(tmp_path), "--bootstrap", "a:1", "discard", "stats/t/0/1", "--reason", "r")
    assert _passed(monkeypatch, *words)["bootstrap"] == "a:1"
    options = _passed(monkeypatch, *words, "--bootstrap", "b:2")
    assert options["bootstrap"] == "b:2"
    assert (options["ids"], options["reason"], options["dry_run"]) == (["stats/t/0/1"], "r", False)


def test_process_uses_the_data_folder_that_it_is_given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folders: list[Path] = []

    def not_running(data: Path) -> None:
        folders.append(data)
        raise NotRunning(data)

    monkeypatch.setattr(dead_letter_process, "running_state", not_running)
    with pytest.raises(SystemExit, match="marquee: "):
        dead_letter_process.main([json.dumps({"data": str(tmp_path), "bootstrap": None, "action": "list"})])
    assert folders == [tmp_path]
