"""Whether a sign-in is the first one with a device."""

from collections.abc import Collection

from chassis.core.clients.user_agents import device_name


def is_new_device(user_agent: str, earlier: Collection[str]) -> bool:
    """Return whether no earlier sign-in of the user had this device; the very first one has none to compare with.

    Names are compared, so that an update of a browser is no new device.
    """
    return bool(earlier) and _identity(user_agent) not in {_identity(other) for other in earlier}


def _identity(user_agent: str) -> str:
    return device_name(user_agent) or user_agent
