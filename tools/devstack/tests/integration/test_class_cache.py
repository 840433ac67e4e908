"""The broker's classes are cached once; a broker starts with the cache, without it, and with a damaged one."""

from dataclasses import replace
from pathlib import Path

import pytest

from devstack.ports import free_ports
from devstack.servers import class_cache
from devstack.servers.artifacts import Installed
from devstack.servers.kafka import Kafka, responds

pytestmark = pytest.mark.integration


def broker(installed: Installed, folder: Path, *java_options: str) -> Kafka:
    port, controller_port = free_ports(2)
    return Kafka(
        installed.kafka_jars,
        folder / "kafka",
        folder / "kafka.log",
        port,
        controller_port,
        java_options=java_options,
        class_cache=installed.class_cache,
    )


def cache_options(kafka: Kafka) -> list[str]:
    return [option for option in kafka.command().arguments if "AOTCache" in option]


def staged(folder: Path) -> list[Path]:
    return list(folder.glob("staging-*"))


def test_a_broker_is_given_the_cache_when_there_is_one(devstack_parts: Installed, tmp_path: Path) -> None:
    kafka = broker(replace(devstack_parts, class_cache=tmp_path / "classes"), tmp_path)
    assert cache_options(kafka) == []
    (tmp_path / "classes").touch()
    assert cache_options(kafka) == [f"-XX:AOTCache={tmp_path / 'classes'}"]


def test_the_cache_is_made_beside_other_work_which_a_failure_leaves_alone(
    devstack_parts: Installed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A folder without jars.
    monkeypatch.setenv("MARQUEE_CACHE", str(tmp_path))
    with class_cache.made_meanwhile(replace(devstack_parts, class_cache=tmp_path / "classes")) as process:
        assert process is not None
        assert process.wait(30) == 0
    assert not (tmp_path / "classes").exists()


def test_making_the_cache_ends_with_the_work(devstack_parts: Installed, tmp_path: Path) -> None:
    with class_cache.made_meanwhile(replace(devstack_parts, class_cache=tmp_path / "classes")) as process:
        assert process is not None
    assert process.returncode is not None


def test_a_cache_is_made_once(devstack_parts: Installed, tmp_path: Path) -> None:
    (tmp_path / "classes").touch()
    with class_cache.made_meanwhile(replace(devstack_parts, class_cache=tmp_path / "classes")) as process:
        assert process is None


@pytest.mark.slow
async def test_a_broker_starts_with_the_cache_and_with_a_damaged_one(devstack_parts: Installed, tmp_path: Path) -> None:
    installed = replace(devstack_parts, class_cache=tmp_path / "classes")
    await class_cache.make(installed)
    assert staged(tmp_path) == []
    for options in (("-XX:AOTMode=on",), ()):
        kafka = broker(installed, tmp_path, *options)
        await kafka.start()
        try:
            assert await responds(kafka.port)
        finally:
            await kafka.kill()
        installed.class_cache.write_bytes(installed.class_cache.read_bytes()[:1_000_000])
