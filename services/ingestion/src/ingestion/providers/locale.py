"""Language and regions of this installation."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Locale:
    """The language in which texts are requested, and the translations and regions that are kept."""

    language: str = "en-US"
    languages: tuple[str, ...] = ("en", "uk")
    regions: tuple[str, ...] = ("US", "GB", "UA")
    episode_languages: tuple[str, ...] = ()
    """Languages in which the texts of episodes are kept too: each costs a call per season."""
