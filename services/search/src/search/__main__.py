"""Command line: `python -m search [all|api]`. Each process keeps an index of its own: both commands are equal."""

import argparse
from collections.abc import Sequence

import uvicorn

from chassis.cli import serve, server_options
from search.api import create_api
from search.bootstrap import build
from search.settings import Settings


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until SIGTERM or SIGINT, then drain."""
    parser = argparse.ArgumentParser(prog="search")
    parser.add_argument("command", nargs="?", default="all", choices=["all", "api"])
    parser.parse_args(arguments)
    settings = Settings()

    def configure() -> uvicorn.Config:
        container = build(settings)
        return uvicorn.Config(create_api(container, container.backgrounds()), **server_options(settings))

    serve("search", settings, configure)


if __name__ == "__main__":
    main()
