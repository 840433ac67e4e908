"""Command line: `python -m search [all|api|replay]`. Each process keeps an index of its own: `all` is `api`."""

import argparse
from collections.abc import Sequence

import uvicorn

from chassis.cli import serve, server_config
from search.api import create_api
from search.bootstrap import build
from search.infrastructure.indexing.folder import IndexFolder
from search.settings import Settings


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until SIGTERM or SIGINT, then drain; or request a rebuild of the index from the log."""
    parser = argparse.ArgumentParser(prog="search")
    parser.add_argument("command", nargs="?", default="all", choices=["all", "api", "replay"])
    options = parser.parse_args(arguments)
    settings = Settings()
    if options.command == "replay":
        IndexFolder(settings.index_folder).request_replay()
        return

    def configure() -> uvicorn.Config:
        container = build(settings)
        container.indexer.lock_folder()
        return server_config(settings, create_api(container, container.backgrounds()))

    serve("search", settings, configure)


if __name__ == "__main__":
    main()
