"""Folders are chosen so that an unprivileged Postgres can reach what it needs."""

import os
from pathlib import Path

import pytest

from devstack import folders
from devstack.errors import FolderNotTraversable

pytestmark = pytest.mark.unit


def as_user(monkeypatch: pytest.MonkeyPatch, uid: int) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: uid)


def test_the_cache_is_where_the_environment_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    as_user(monkeypatch, 1000)
    assert folders.cache_folder({"MARQUEE_CACHE": str(tmp_path / "a")}) == tmp_path / "a"
    assert folders.cache_folder({"XDG_CACHE_HOME": str(tmp_path)}) == tmp_path / "marquee"
    assert (tmp_path / "marquee").is_dir()


def test_cache_of_root_that_other_users_cannot_enter_is_reported(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    as_user(monkeypatch, 0)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(FolderNotTraversable, match="MARQUEE_CACHE"):
        folders.cache_folder({"MARQUEE_CACHE": str(closed / "cache")})


def test_postgres_data_leaves_a_folder_that_others_cannot_enter(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    as_user(monkeypatch, 0)
    monkeypatch.setattr(folders, "is_traversable", lambda folder: "home" not in folder.parts)
    assert folders.postgres_data_folder(Path("/srv/marquee")) == Path("/srv/marquee/postgres")
    moved = folders.postgres_data_folder(Path("/home/me/.marquee"))
    assert moved.parent.parent == Path("/var/lib/marquee")
    assert moved != folders.postgres_data_folder(Path("/home/you/.marquee"))
    as_user(monkeypatch, 1000)
    assert folders.postgres_data_folder(Path("/home/me/.marquee")) == Path("/home/me/.marquee/postgres")


def test_a_folder_is_traversable_only_with_all_its_parents(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "a").chmod(0o700)
    assert not folders.is_traversable(inner)
    assert folders.is_traversable(Path("/"))
