"""Unsubscribing by a link, without sign-in."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from notifications.application.preferences.changing import ChangePreferences, ChangePreferencesCommand
from notifications.application.preferences.ports import PreferencesReader
from notifications.domain.errors import AccountErased, UnsubscribeTokenInvalid
from notifications.domain.messages.kinds import KINDS
from notifications.domain.preferences.changes import CHOICES, ChoiceChannel, turned_off


@dataclass(frozen=True, slots=True)
class Unsubscription:
    """What a link turns off: a kind on a channel; `digest` is everything that comes in digests there."""

    user_id: UUID
    kind: str
    channel: ChoiceChannel


class UnsubscribeTokens(Protocol):
    """Signs and verifies the tokens of links. A token does not expire, as mail is kept for years."""

    def issue(self, unsubscription: Unsubscription) -> str | None:
        """Return the token; null when this installation has no key."""
        ...

    def read(self, token: str) -> tuple[UUID, str, str]:
        """Return the user, kind and channel of a token; raise UnsubscribeTokenInvalid."""
        ...


class UnsubscribePages(Protocol):
    """Renders the pages that a link shows."""

    def confirmation(self, token: str, language: str) -> str:
        """Return the page with a button that unsubscribes."""
        ...

    def done(self, language: str) -> str:
        """Return the page that is shown then."""
        ...


class Unsubscribe:
    """Turns off what a link names."""

    def __init__(self, tokens: UnsubscribeTokens, reader: PreferencesReader, change: ChangePreferences) -> None:
        self._tokens = tokens
        self._reader = reader
        self._change = change

    def verify(self, token: str) -> Unsubscription:
        """Return what a token names; raise UnsubscribeTokenInvalid."""
        user_id, name, chosen = self._tokens.read(token)
        kind = KINDS.get(name)
        channel = next((channel for channel in CHOICES if channel == chosen), None)
        if kind is None or channel is None or not may_unsubscribe(name, channel):
            raise UnsubscribeTokenInvalid
        return Unsubscription(user_id, name, channel)

    async def __call__(self, token: str) -> None:
        """Turn off the kind on the channel; a repetition changes nothing. Raise UnsubscribeTokenInvalid."""
        unsubscription = self.verify(token)
        stored = await self._reader.get(unsubscription.user_id)
        frequencies = turned_off(stored.preferences, unsubscription.kind, unsubscription.channel)
        try:
            await self._change(ChangePreferencesCommand(unsubscription.user_id, frequencies))
        except AccountErased as erased:
            raise UnsubscribeTokenInvalid from erased


def may_unsubscribe(kind: str, channel: str | None) -> bool:
    """Return whether messages of a kind on a channel have a link that turns them off."""
    return (KINDS[kind].choosable or kind == "digest") and channel in CHOICES and channel != "inbox"
