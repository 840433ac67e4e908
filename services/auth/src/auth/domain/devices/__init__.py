"""Devices: sign-in on a device without a keyboard (RFC 8628), and the devices that a user has registered."""
