"""Writes what follows from the metrics and the rules: the list of metrics, Grafana's dashboards, Kubernetes' rules.

    python -m deploy.observability.generate [--check]

`--check` writes nothing, names stale files, and fails if there are any.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from deploy.observability.generator.dashboards import dashboards
from deploy.observability.generator.inventory import inventory, page
from deploy.observability.generator.prometheus_rules import prometheus_rules

ROOT = Path(__file__).parents[2]


def generated() -> Mapping[Path, str]:
    """Return the text of each generated file."""
    folder = ROOT / "deploy" / "observability"
    files = {ROOT / "docs" / "operations" / "metrics.md": page(inventory(ROOT))}
    files |= {folder / "grafana" / f"{name}.json": text for name, text in dashboards().items()}
    target = ROOT / "deploy" / "k8s" / "components" / "monitoring" / "rules.yaml"
    files[target] = prometheus_rules(sorted((folder / "prometheus").glob("*.yaml")))
    return files


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return 1 when `--check` finds a file that is out of date."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing, name stale files, fail if any")
    options = parser.parse_args(arguments)
    stale = {path: text for path, text in generated().items() if not path.is_file() or path.read_text("utf-8") != text}
    for path, text in stale.items():
        if options.check:
            sys.stderr.write(f"stale: {path.relative_to(ROOT)}; run make generate\n")
        else:
            path.write_text(text, "utf-8")
    return 1 if stale and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
