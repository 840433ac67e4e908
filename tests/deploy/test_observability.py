"""The files of the profile `observability`: what one names, another has; each rule is seen to find a mistake."""

import copy
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
import yaml

from service_table.table import services

pytestmark = pytest.mark.unit

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "observability" / "compose"
ADDRESS = re.compile(r"^(?:http://)?([a-z][a-z0-9-]*):(\d+)(/.*)?$")

Files = dict[str, Any]
Rule = Callable[[Files], list[str]]


@pytest.fixture(scope="module")
def files(compose: dict[str, Any]) -> Files:
    """Return every file by its name, and Compose."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.yaml")}
    return {"compose": compose, **{name: yaml.safe_load(text) for name, text in texts.items()}}


def _values(document: Any) -> Iterator[str]:
    if isinstance(document, dict):
        for value in document.values():
            yield from _values(value)
    elif isinstance(document, list):
        for value in document:
            yield from _values(value)
    elif isinstance(document, str):
        yield document


def _listening(files: Files) -> dict[str, set[int]]:
    """Return the ports of each container: those of its file, or those that its image always has."""
    collector, tempo, loki = files["collector"], files["tempo"], files["loki"]
    [reader] = collector["service"]["telemetry"]["metrics"]["readers"]
    ports = {spec.name: {8080, 8081} if spec.edge else {8080} for spec in services()}
    return {
        "otel-collector": {*_received(collector["receivers"]), reader["pull"]["exporter"]["prometheus"]["port"]},
        "tempo": {*_received(tempo["distributor"]["receivers"]), tempo["server"]["http_listen_port"]},
        "loki": {loki["server"]["http_listen_port"]},
        "prometheus": {9090},
        "grafana": {3000},
        **ports,
        **{f"{spec.name}-worker": {8080} for spec in services() if spec.worker},
    }


def _received(receivers: Files) -> Iterator[int]:
    for protocol in receivers["otlp"]["protocols"].values():
        host, _, port = protocol["endpoint"].rpartition(":")
        # Other containers reach it at this address only.
        if host == "0.0.0.0":
            yield int(port)


def addresses_resolve(files: Files) -> list[str]:
    """Check that every address in a file is that of a container of Compose and a port where it listens."""
    listening = _listening(files)
    return [
        f"{name}: nothing listens at {match[1]}:{match[2]}"
        for name, document in files.items()
        if name != "compose"
        for value in _values(document)
        if (match := ADDRESS.match(value)) and int(match[2]) not in listening.get(match[1], ())
    ]


def pipelines_are_whole(files: Files) -> list[str]:
    """Check that each pipeline of the collector names what is declared, and that nothing declared is unused."""
    collector = files["collector"]
    problems = []
    for kind in ("receivers", "processors", "exporters"):
        used = {name for pipeline in collector["service"]["pipelines"].values() for name in pipeline[kind]}
        problems += [f"collector: {kind} {name}" for name in sorted(used ^ collector[kind].keys())]
    extensions = set(collector["service"]["extensions"]) ^ collector["extensions"].keys()
    return problems + [f"collector: extension {name}" for name in sorted(extensions)]


def every_process_is_read(files: Files) -> list[str]:
    """Check that Prometheus reads the metrics of every process of every service, once."""
    jobs = {job["job_name"]: job["static_configs"] for job in files["prometheus"]["scrape_configs"]}
    targets = [target for row in jobs["marquee"] for target in row["targets"]]
    targets_of_services = {f"{spec.name}:{8081 if spec.edge else 8080}" for spec in services()}
    targets_of_services |= {f"{spec.name}-worker:8080" for spec in services() if spec.worker}
    problems = [f"prometheus: {target}" for target in sorted(targets_of_services ^ set(targets))]
    return problems + [f"prometheus: {target} twice" for target in sorted(set(targets)) if targets.count(target) > 1]


def paths_are_mounted(files: Files) -> list[str]:
    """Check that what a program reads is mounted into it, and that what it keeps is in a volume."""
    read = {
        "prometheus": [
            *files["prometheus"]["rule_files"],
            *_after(files, "prometheus", "--config.file="),
            *_after(files, "prometheus", "--storage.tsdb.path="),
        ],
        "tempo": [
            *_after(files, "tempo", "-config.file="),
            files["tempo"]["storage"]["trace"]["local"]["path"],
            files["tempo"]["storage"]["trace"]["wal"]["path"],
        ],
        "loki": [
            *_after(files, "loki", "-config.file="),
            *files["loki"]["common"]["storage"]["filesystem"].values(),
            files["loki"]["compactor"]["working_directory"],
        ],
        "otel-collector": [
            *_after(files, "otel-collector", "--config="),
            *files["collector"]["receivers"]["filelog"]["include"],
        ],
        "grafana": [provider["options"]["path"] for provider in files["dashboards"]["providers"]],
    }
    return [
        f"{name}: {path} is not mounted"
        for name, paths in read.items()
        for path in paths
        if not any(PurePosixPath(path).is_relative_to(target) for target in _mounted(files, name))
    ]


def _after(files: Files, name: str, option: str) -> list[str]:
    words = files["compose"]["services"][name]["command"]
    return [word.removeprefix(option) for word in words if word.startswith(option)] or [f"what {option} names"]


def _mounted(files: Files, name: str) -> list[str]:
    mounts = [re.sub(r"\$\{[^}]*\}", "", mount) for mount in files["compose"]["services"][name]["volumes"]]
    return [mount.split(":")[1] for mount in mounts]


def sources_are_uids(files: Files) -> list[str]:
    """Check that a source of Grafana refers to sources that exist."""
    sources = files["datasources"]["datasources"]
    uids = {source["uid"] for source in sources}
    text = str([source.get("jsonData", {}) for source in sources])
    return [f"grafana: {uid}" for uid in re.findall(r"'datasourceUid': '([^']*)'", text) if uid not in uids]


RULES: tuple[Rule, ...] = (
    addresses_resolve,
    pipelines_are_whole,
    every_process_is_read,
    paths_are_mounted,
    sources_are_uids,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_rule_is_kept(rule: Rule, files: Files) -> None:
    assert rule(files) == []


def test_dashboards_refer_to_the_sources(files: Files) -> None:
    uids = {source["uid"] for source in files["datasources"]["datasources"]}
    for path in (ROOT / "deploy/observability/grafana").glob("*.json"):
        text = path.read_text(encoding="utf-8")
        used = set(re.findall(r'"datasource":\s*\{[^}]*"uid":\s*"([^"$]+)"', text)) - {"-- Grafana --"}
        assert used <= uids, path.name


SEEDED: Mapping[str, tuple[Rule, Callable[[Files], object], str]] = {
    "a port without a listener": (
        addresses_resolve,
        lambda files: files["collector"]["exporters"]["otlphttp/tempo"].update(endpoint="http://tempo:4319"),
        "nothing listens at tempo:4319",
    ),
    "a receiver for its own container only": (
        addresses_resolve,
        lambda files: files["tempo"]["distributor"]["receivers"]["otlp"]["protocols"]["http"].update(
            endpoint="127.0.0.1:4318"
        ),
        "nothing listens at tempo:4318",
    ),
    "a container that is nowhere": (
        addresses_resolve,
        lambda files: files["datasources"]["datasources"][0].update(url="http://victoria:9090"),
        "nothing listens at victoria:9090",
    ),
    "an exporter that is not declared": (
        pipelines_are_whole,
        lambda files: files["collector"]["service"]["pipelines"]["logs"].update(exporters=["loki"]),
        "collector: exporters loki",
    ),
    "an extension that does not start": (
        pipelines_are_whole,
        lambda files: files["collector"]["service"].update(extensions=[]),
        "collector: extension health_check",
    ),
    "a process that is not read": (
        every_process_is_read,
        lambda files: files["prometheus"]["scrape_configs"][0]["static_configs"].pop(0),
        "prometheus: gateway:8081",
    ),
    "blocks outside of the volume": (
        paths_are_mounted,
        lambda files: files["tempo"]["storage"]["trace"]["local"].update(path="/tmp/blocks"),
        "tempo: /tmp/blocks is not mounted",
    ),
    "rules that are not mounted": (
        paths_are_mounted,
        lambda files: files["prometheus"].update(rule_files=["/etc/rules/*.yaml"]),
        "prometheus: /etc/rules/*.yaml is not mounted",
    ),
    "a file of settings that is not mounted": (
        paths_are_mounted,
        lambda files: files["compose"]["services"]["loki"].update(command=["-config.file=/etc/loki.yaml"]),
        "loki: /etc/loki.yaml is not mounted",
    ),
    "a source that is not there": (
        sources_are_uids,
        lambda files: files["datasources"]["datasources"].pop(),
        "grafana: loki",
    ),
}


@pytest.mark.parametrize("name", SEEDED)
def test_a_mistake_is_named(name: str, files: Files) -> None:
    rule, spoil, says = SEEDED[name]
    spoiled = copy.deepcopy(files)
    spoil(spoiled)
    assert says in "\n".join(rule(spoiled))


def test_every_rule_reports_its_violation() -> None:
    assert {rule for rule, _, _ in SEEDED.values()} == set(RULES)
