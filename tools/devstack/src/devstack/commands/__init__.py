"""The commands of `marquee`, one module per command or pair of commands."""
