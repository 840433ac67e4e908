"""Pools of connections: dead connections are replaced, and use is measured."""
