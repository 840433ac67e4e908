"""The rules of Prometheus as objects of the Prometheus operator."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import yaml

HEAD: Final = "# Written by `make generate` from deploy/observability/prometheus; edit those.\n"


class _Dumper(yaml.SafeDumper):
    """Writes long texts as blocks."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = "|" if "\n" in value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _text)


def prometheus_rules(files: Sequence[Path]) -> str:
    """Return one object per file of rules."""
    return HEAD + yaml.dump_all(
        [_object(path) for path in files], Dumper=_Dumper, sort_keys=False, width=120, allow_unicode=True
    )


def _object(path: Path) -> dict[str, Any]:
    return {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "PrometheusRule",
        "metadata": {"name": f"marquee-{path.stem}", "labels": {"app.kubernetes.io/part-of": "marquee"}},
        "spec": yaml.safe_load(path.read_text("utf-8")),
    }
