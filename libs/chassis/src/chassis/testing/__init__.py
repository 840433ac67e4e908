"""Support for tests of the chassis and of services; nothing under `src` imports it."""
