"""`python -m provider_simulator --port N`: starts the simulator and serves until stopped."""

import argparse
import logging
import sys
from pathlib import Path

import uvicorn

from provider_simulator.app import PROVIDERS, create_app
from provider_simulator.effects.limits import Budget
from provider_simulator.options import Options
from provider_simulator.payments.providers import BUDGETS
from provider_simulator.payments.state_file import BadStateFile
from provider_simulator.recordings.archive import NoRecordings
from provider_simulator.running import about_our_own_faults, server_config


def main(arguments: list[str] | None = None) -> int:
    """Parse the arguments, serve, and return the exit code."""
    value = _parser().parse_args(arguments)
    options = Options(
        recordings=value.recordings,
        scale=value.scale,
        seed=value.seed,
        latency_ms=value.latency_ms,
        limits=not value.no_limits,
        budgets=dict(value.limit),
        public_url=value.public_url.rstrip("/"),
        state_file=value.state,
        webhook_endpoints=dict(value.webhook_endpoint),
    )
    try:
        app = create_app(options)
    except (NoRecordings, BadStateFile) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    logging.getLogger("uvicorn.error").addFilter(about_our_own_faults)
    sys.stdout.write(f"provider_simulator on http://{value.host}:{value.port}\n")
    sys.stdout.flush()
    uvicorn.Server(server_config(app, value.host, value.port)).run()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="provider_simulator", description="A simulator for TMDB, Trakt, OMDb, TVMaze, Stripe and Zarinpal."
    )
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--recordings", type=Path, metavar="DIR", help="replay this folder instead of the demo catalog")
    parser.add_argument("--scale", type=_count, default=0, metavar="N", help="add N generated titles")
    parser.add_argument("--seed", type=int, default=1, help="seed of the generated titles")
    parser.add_argument("--latency-ms", type=_count, default=0, help="delay of every response")
    parser.add_argument("--no-limits", action="store_true", help="count requests over the budgets but response them")
    parser.add_argument(
        "--public-url", default="", metavar="URL", help="how browsers reach the pages of the payment providers"
    )
    parser.add_argument("--state", type=Path, metavar="FILE", help="keep what the payment providers store in this file")
    parser.add_argument(
        "--webhook-endpoint",
        type=_endpoint,
        action="append",
        default=[],
        metavar="URL=SECRET",
        help="deliver every event of Stripe to this URL, signed with this secret",
    )
    parser.add_argument(
        "--limit",
        type=_limit,
        action="append",
        default=[],
        metavar="PROVIDER=REQUESTS/SECONDS",
        help="replace a provider's own budget, for instance tvmaze=200/10",
    )
    return parser


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 0")
    return int(text)


def _endpoint(text: str) -> tuple[str, str]:
    url, _, secret = text.rpartition("=")
    if not url.startswith(("http://", "https://")) or not secret:
        raise argparse.ArgumentTypeError(f"{text!r} is not like http://127.0.0.1:8000/hooks=whsec_secret")
    return url, secret


def _limit(text: str) -> tuple[str, Budget]:
    name, _, rest = text.partition("=")
    requests, _, seconds = rest.partition("/")
    own = next((provider.budget for provider in PROVIDERS if provider.name == name), BUDGETS.get(name))
    if own is None or not requests.isdecimal() or not seconds.isdecimal() or not int(requests) or not int(seconds):
        raise argparse.ArgumentTypeError(f"{text!r} is not like tvmaze=200/10")
    return name, Budget(int(requests), int(seconds), own.fixed)


if __name__ == "__main__":
    sys.exit(main())
