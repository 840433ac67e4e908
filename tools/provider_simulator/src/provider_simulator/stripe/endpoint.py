"""An endpoint: the parameters that it accepts, and what it does with them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from provider_simulator.payments.requests import Document
from provider_simulator.stripe.requests.parameters import Group
from provider_simulator.stripe.resources.metadata import apply
from provider_simulator.stripe.state.account import Account
from provider_simulator.stripe.state.store import Store


@dataclass(frozen=True, slots=True)
class Call:
    """One request with valid parameters. `path` holds the values in the braces of the template."""

    account: Account
    path: Mapping[str, str]
    parameters: Document
    base_url: str

    @property
    def store(self) -> Store:
        """Return the objects of the account."""
        return self.account.store

    def subject(self, kind: str) -> Document:
        """Return the object that the path names; raise StripeError."""
        return self.store.require(kind, self.path["id"])


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What a method of a path does."""

    parameters: Group
    respond: Callable[[Call], Document]


def updating(kind: str, event: str) -> Callable[[Call], Document]:
    """Return what sets the parameters of a request in the object of its path, and emits the event of that."""

    def respond(call: Call) -> Document:
        document = call.subject(kind)
        with call.account.changing(document, event):
            apply(document, call.parameters)
        return document

    return respond


Endpoints = dict[tuple[str, str], Endpoint]
"""Endpoints by method and template."""
