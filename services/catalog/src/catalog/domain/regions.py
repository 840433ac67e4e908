"""The regions whose dates, offers and age ratings a request reads."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Regions:
    """The default region, and the regions that replace one without data, in order."""

    default: str
    fallbacks: tuple[str, ...] = ()

    def of(self, requested: str | None) -> str:
        """Return the requested region, or the default."""
        return requested or self.default

    def in_order(self, requested: str | None) -> tuple[str, ...]:
        """Return the region of a request and then its fallbacks, each once."""
        return tuple(dict.fromkeys((self.of(requested), *self.fallbacks)))
