"""Times of cues in WebVTT."""


def timestamp(milliseconds: int) -> str:
    """Return a time as WebVTT writes it."""
    seconds, rest = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{rest:03}"
