"""Consumed events about external lists."""
