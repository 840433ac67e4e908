"""One stack's plan: its data folder, its ports, and what the provider simulator shall serve."""

import argparse
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from devstack import ports
from devstack.arguments import count, folder, port_base
from devstack.errors import DevstackError
from devstack.providers import KEYS

DATABASE = "marquee"
# generated region optional
OPTIONAL = frozenset(["music", "federation"])
"""The services that start on request only."""
# end of generated region
_REPOSITORY = Path(__file__).resolve().parents[4]


@dataclass(frozen=True, slots=True)
class Plan:
    """`provider_keys` holds those keys of real providers that are set: with TMDB_API_KEY no simulator starts.

    With `real_budgets` the simulator grants, and ingestion spends, no more requests than the real providers allow.
    """

    data: Path
    base: int = ports.DEFAULT_BASE
    recordings: Path | None = None
    scale: int | None = None
    real_budgets: bool = False
    observe: bool = False
    """Whether a trace viewer starts, which every service sends its spans to."""
    provider_keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    chosen: frozenset[str] = frozenset()
    """The optional services that start, too."""

    @property
    def ports(self) -> dict[str, int]:
        """Port of every process."""
        return ports.plan(self.base)

    def starts(self, service: str) -> bool:
        """Return whether a service is part of the stack."""
        return service not in OPTIONAL or service in self.chosen

    @property
    def real_providers(self) -> bool:
        """Return whether the real providers are used."""
        return "TMDB_API_KEY" in self.provider_keys

    @property
    def has_demo(self) -> bool:
        """Return whether the simulator's own catalog is served, which the demo data is about."""
        return not self.real_providers and self.recordings is None

    @property
    def arguments(self) -> list[str]:
        """The options that give another process the same plan; keys are inherited by environment."""
        arguments = ["--data", str(self.data), "--port-base", str(self.base)]
        if self.recordings is not None:
            arguments += ["--recordings", str(self.recordings)]
        if self.scale is not None:
            arguments += ["--scale", str(self.scale)]
        if self.real_budgets:
            arguments.append("--real-budgets")
        if self.observe:
            arguments.append("--observe")
        if self.chosen:
            arguments += ["--with", ",".join(sorted(self.chosen))]
        return arguments

    def url(self, name: str) -> str:
        """Return the HTTP address of a process."""
        return f"http://127.0.0.1:{self.ports[name]}"

    def log(self, name: str) -> Path:
        """Log file of a process."""
        return self.data / "logs" / f"{name}.log"

    def database_url(self, role: str, password: str, database: str = DATABASE) -> str:
        """Return the address of a database for a role."""
        return f"postgresql://{role}:{password}@127.0.0.1:{self.ports['postgres']}/{database}"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that make a plan."""
    add_data_option(parser)
    # A default that is text is read like an argument, so a wrong variable is refused like one.
    base = os.environ.get("MARQUEE_PORT_BASE") or str(ports.DEFAULT_BASE)
    many = len(ports.OFFSETS)
    parser.add_argument(
        "--port-base", type=port_base, default=base, help=f"first of {many} ports (default %(default)s)"
    )
    parser.add_argument("--recordings", type=folder, help="folder of recorded responses of providers to replay")
    parser.add_argument("--scale", type=count, help="number of generated titles that the simulator adds")
    parser.add_argument(
        "--real-budgets",
        action="store_true",
        help="the simulator and ingestion keep to the real providers' request budgets (TMDB: 40 a second); by default "
        "both have ten to a hundred times as much (TMDB: 400 a second), so that imports do not wait",
    )
    parser.add_argument(
        "--with",
        type=_optional,
        default=frozenset(),
        dest="chosen",
        metavar="SERVICES",
        help="optional services that start, too, divided by commas: " + ", ".join(sorted(OPTIONAL)),
    )
    parser.add_argument(
        "--observe",
        action="store_true",
        help="start a trace viewer too, and record a trace of every request, job and event",
    )


def _optional(text: str) -> frozenset[str]:
    """Return the names of optional services, which are divided by commas."""
    names = frozenset(filter(None, (name.strip() for name in text.split(","))))
    if unknown := sorted(names - OPTIONAL):
        chosen = ", ".join(sorted(OPTIONAL))
        raise argparse.ArgumentTypeError(f"must be optional services ({chosen}), not {', '.join(unknown)}")
    return names


def add_data_option(parser: argparse.ArgumentParser) -> None:
    """Add the option that names the data folder."""
    default = os.environ.get("MARQUEE_DATA") or str(_REPOSITORY / ".marquee")
    parser.add_argument("--data", type=folder, default=default, help="data folder (default %(default)s)")


def plan_of(options: argparse.Namespace) -> Plan:
    """Return the plan that parsed options describe; raise DevstackError for a recordings folder that is not there."""
    recordings: Path | None = options.recordings
    if recordings is not None and not recordings.is_dir():
        what = "it is a file" if recordings.exists() else "--recordings names one of recorded provider responds"
        raise DevstackError(f"there is no folder {recordings}: {what}")
    keys = {name: os.environ[name] for name in KEYS if os.environ.get(name)}
    return Plan(
        options.data,
        options.port_base,
        recordings,
        options.scale,
        options.real_budgets,
        options.observe,
        keys,
        options.chosen,
    )
