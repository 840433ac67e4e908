"""Radio stations of our own, with plausible facts."""

from dataclasses import dataclass
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5


@dataclass(frozen=True, slots=True)
class Station:
    """A station of the directory; `titles` are what it plays, one after the other."""

    slug: str
    name: str
    country: tuple[str, str]
    language: str
    tags: str
    bit_rate: int
    votes: int
    clicks: int
    titles: tuple[str, ...] = ()

    @property
    def id(self) -> UUID:
        """Return the id, which is the same in every run."""
        return uuid5(NAMESPACE_URL, f"radio/{self.slug}")


_DE: Final = ("DE", "Germany")
_GB: Final = ("GB", "The United Kingdom Of Great Britain And Northern Ireland")
_UA: Final = ("UA", "Ukraine")
_FR: Final = ("FR", "France")
STATIONS: Final = (
    Station(
        "harbour-jazz",
        "Harbour Jazz",
        _DE,
        "german",
        "jazz,swing",
        128,
        1200,
        90,
        ("The Example Quartet - Low Tide", "Anna Example - It's Late; Isn't It", "Harbour Jazz"),
    ),
    Station(
        "night-swing", "Night Swing", _DE, "german,english", "jazz,swing,oldies", 192, 800, 300, ("Big Band - Moon",)
    ),
    Station("morning-news", "Morning News", _GB, "english", "news,talk", 64, 2500, 700),
    Station("indie-shore", "Indie Shore", _GB, "english", "indie,rock", 320, 400, 40, ("The Piers - Salt - Live",)),
    Station("dnipro-rock", "Дніпро Рок", _UA, "ukrainian", "rock", 128, 600, 120, ("Гурт Приклад - Берег",)),
    Station("kyiv-classics", "Kyiv Classics", _UA, "ukrainian", "classical", 256, 900, 80, ("Приклад - Соната № 2",)),
    Station("cafe-chanson", "Café Chanson", _FR, "french", "chanson,pop", 128, 1500, 210, ("Élise Exemple - Été",)),
    Station("quiet-piano", "Quiet Piano", _FR, "", "piano,classical,ambient", 96, 300, 500, ("Exemple - Trois pas",)),
)
BY_SLUG: Final = {station.slug: station for station in STATIONS}
BY_ID: Final = {station.id: station for station in STATIONS}
