"""`python -m supply_chain materials FILE | licences | audit`."""

import sys
import tomllib
from collections import Counter
from pathlib import Path

from supply_chain import audit
from supply_chain.inventory import ROOT, installed_licence, is_installed, locked, parts
from supply_chain.licences import UNKNOWN, Rules
from supply_chain.materials import bill, problem


def write_materials(path: Path) -> int:
    """Write the bill of materials to a file: 1 when it is not valid."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    every = parts()
    text = bill(every, version)
    if (reason := problem(text)) is not None:
        sys.stderr.write(f"the bill of materials is not valid: {reason}\n")
        return 1
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    kinds = Counter(part.url.type for part in every)
    counted = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    sys.stdout.write(f"{path}: {len(every)} components ({counted})\n")
    return 0


def check_licences() -> int:
    """Print what is not allowed among the parts of images and the packages of development: 1 when there is any."""
    rules = Rules.shipped()
    pairs = {part.url.name: part.licence for part in parts(rules=rules)}
    for name in locked():
        licence = installed_licence(name, rules)
        # Of what only other platforms install nothing is known here.
        if name not in pairs and (licence != UNKNOWN or is_installed(name)):
            pairs[name] = licence
    problems = rules.forbidden(sorted(pairs.items()))
    for line in problems:
        sys.stderr.write(f"{line}\n")
    sys.stdout.write(f"licences of {len(pairs)} parts, {len(problems)} not allowed\n")
    return 1 if problems else 0


def main() -> int:
    """Run the command that the arguments name."""
    match sys.argv[1:]:
        case ["materials", path]:
            return write_materials(Path(path))
        case ["licences"]:
            return check_licences()
        case ["audit"]:
            return audit.run()
        case _:
            sys.stderr.write("python -m supply_chain materials FILE | licences | audit\n")
            return 2


if __name__ == "__main__":
    sys.exit(main())
