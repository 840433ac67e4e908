"""Adds the demo data to a running stack: what pages need first, then the rest."""

from pathlib import Path

from contracts.identity import media_id
from devstack.commands.importer import import_demo
from devstack.commands.status import settle
from devstack.demo.accounts import Accounts, subscribe
from devstack.demo.seeding import seed
from devstack.demo.stock import Stock, stock_of
from devstack.gateway_client import GatewayClient, administrator_of
from devstack.processes.supervisor import Say
from devstack.secret_files import load_secrets

_SAMPLE = 50


def fill(gateway: str, data: Path, say: Say) -> None:
    """Import the demo catalog unless it is there, and register the visitor, who subscribes to some of its titles."""
    secrets = load_secrets(data, ())
    stock = stock_of(data)

    def register() -> None:
        settle(data)
        with Accounts(gateway, secrets).visitor() as visitor:
            subscribe(visitor, stock)

    with administrator_of(gateway, data) as client:
        if not _is_filled(client, stock):
            say("importing the demo catalog")
            import_demo(client, say, before_signals=register)
            settle(data)


def _is_filled(client: GatewayClient, stock: Stock) -> bool:
    """Return whether the catalog has the movies of the demo catalog that never leave it."""
    movies = stock.known_movies()[:_SAMPLE]
    ids = [str(media_id(movie.kind, movie.ids.tmdb)) for movie in movies]
    return len(client.get("/catalog/titles", {"ids": ",".join(ids)})) == len(ids)


def seed_stack(gateway: str, data: Path, say: Say) -> None:
    """Add all of the demo data that a running stack does not have; raise GatewayRefused."""
    fill(gateway, data, say)
    with administrator_of(gateway, data) as administrator:
        seed(administrator, Accounts(gateway, load_secrets(data, ())), data, say)
    settle(data)
