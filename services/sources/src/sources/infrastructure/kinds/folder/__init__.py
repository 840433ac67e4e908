"""Folders of the machine that Marquee runs on."""
