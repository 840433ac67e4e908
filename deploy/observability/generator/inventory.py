"""The metrics of every service, listed by importing all of them."""

import importlib
import inspect
import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Final

from prometheus_client.metrics import MetricWrapperBase
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

UNITS: Final = ("seconds", "bytes", "ratio", "rows", "records", "connections", "calls")
EVERY: Final = "every"
PAGE: Final = Path(__file__).with_name("metrics.md")
"""The page around the tables."""


@dataclass(frozen=True, slots=True)
class MetricInfo:
    """A metric as the list has it."""

    name: str
    kind: str
    labels: tuple[str, ...]
    meaning: str
    services: str
    module: str
    title: str

    @property
    def unit(self) -> str:
        """Return the unit that the name states."""
        name = self.name.removesuffix("_total").replace("_timestamp_seconds", "")
        if name != self.name.removesuffix("_total"):
            return "Unix time"
        return next((unit for unit in UNITS if name.endswith(f"_{unit}")), "-")


def inventory(root: Path) -> list[MetricInfo]:
    """Return the metrics of our packages, by the module that defines them."""
    services = sorted(path.parent.name for path in root.glob("services/*/service.toml"))
    for service in services:
        importlib.import_module(f"{service}.bootstrap")
        importlib.import_module(f"{service}.__main__")
    libs = {path.parent.name for path in root.glob("libs/*/pyproject.toml")}
    users = {lib: _users(root, lib, services) for lib in libs}
    metrics: dict[str, MetricInfo] = {}
    for module in _modules({*services, *libs}):
        source = inspect.getsource(module)
        package = module.__name__.partition(".")[0]
        for family in _families(module):
            if f'"{family.name}"' in source:
                name = f"{family.name}_total" if family.type == "counter" else family.name
                title = (module.__doc__ or "").strip().partition("\n")[0]
                labels: tuple[str, ...] = tuple(getattr(family, "_labelnames", ()))
                owner = users.get(package, package)
                metrics[name] = MetricInfo(
                    name, family.type, labels, family.documentation, owner, module.__name__, title
                )
    return sorted(metrics.values(), key=lambda metric: (metric.services != EVERY, metric.module, metric.name))


def page(metrics: Sequence[MetricInfo]) -> str:
    """Return the list as a page."""
    lines: list[str] = []
    module = ""
    for metric in metrics:
        if metric.module != module:
            module = metric.module
            lines += [
                "",
                f"## `{module}`",
                "",
                metric.title,
                "",
                "| metric | type | labels | unit | service | meaning |",
            ]
            lines.append("|---|---|---|---|---|---|")
        labels = ", ".join(f"`{label}`" for label in metric.labels) or "-"
        lines.append(
            f"| `{metric.name}` | {metric.kind} | {labels} | {metric.unit} | {metric.services} | {metric.meaning} |"
        )
    return PAGE.read_text("utf-8").replace("<metrics>", "\n".join(lines).strip())


def _users(root: Path, lib: str, services: Iterable[str]) -> str:
    """Return which services depend on a library."""
    if lib == "chassis":
        return EVERY
    projects = {service: (root / "services" / service / "pyproject.toml").read_text("utf-8") for service in services}
    return ", ".join(
        service
        for service, text in projects.items()
        if f"marquee-{lib}" in tomllib.loads(text)["project"]["dependencies"]
    )


def _modules(packages: set[str]) -> Iterator[ModuleType]:
    for name, module in sorted(sys.modules.items()):
        if name.partition(".")[0] in packages and getattr(module, "__file__", None):
            yield module


def _families(module: ModuleType) -> Iterator[Metric]:
    """Return the metrics that a module holds, with their labels."""
    for value in list(vars(module).values()):
        if isinstance(value, MetricWrapperBase):
            for family in value.describe():
                # The library states labels in no other way.
                vars(family)["_labelnames"] = value._labelnames  # noqa: SLF001
                yield family
        elif Collector in type(value).__mro__:
            # The library's protocol does not say that a collector may describe itself.
            yield from value.describe()
