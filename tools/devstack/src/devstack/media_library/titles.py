"""The titles of the generated library: those of its catalog, and others that files must not be taken for."""

from dataclasses import dataclass, field
from typing import Final, Literal


@dataclass(frozen=True, slots=True)
class LibraryTitle:
    """A title; its ids are those of this catalog only."""

    kind: Literal["movie", "show"]
    number: int
    name: str
    year: int
    other_name: str | None = None
    """The name in another language."""
    seasons: dict[int, int] = field(default_factory=dict)
    country: str = "US"

    @property
    def imdb(self) -> str:
        """An id in the form of IMDb."""
        return f"tt{(80 if self.kind == 'movie' else 90) * 100_000 + self.number:07}"


_MOVIES: Final = """
The Matrix|1999|Матрица
Inception|2010|Начало
Metropolis|1927
Nosferatu|1922
The General|1926
Safety Last|1923
1917|2019
2012|2009
2001: A Space Odyssey|1968|2001: Odyssee im Weltraum
300|2006
9|2009
Se7en|1995|Sieben
Ocean's Eleven|2001
Ocean's 8|2018
Up|2009|Oben
M|1931
Apollo 13|1995
District 9|2009
WALL·E|2008
Blade Runner|1982
Blade Runner 2049|2017
Wonder Woman|2017
Wonder Woman 1984|2020
The Italian Job|1969
The French Dispatch|2021
The English Patient|1996|Der englische Patient
Uncut Gems|2019
Charlotte's Web|2006
Real Steel|2011
Pulp Fiction|1994|Криминальное чтиво
Amélie|2001|Le Fabuleux Destin d'Amélie Poulain
Spirited Away|2001|千と千尋の神隠し
Parasite|2019|기생충
Das Boot|1981
The Lives of Others|2006|Das Leben der Anderen
Pan's Labyrinth|2006|El laberinto del fauno
Brother|1997|Брат
Rocky|1976
Rocky II|1979
Rocky V|1990
Malcolm X|1992
Mr. & Mrs. Smith|2005
Beauty and the Beast|1991
Beauty and the Beast|2017
Alien|1979
Aliens|1986
Alien³|1992
Spider-Man: Far from Home|2019
X-Men|2000
Kill Bill: Vol. 1|2003
Kill Bill: Vol. 2|2004
The Lord of the Rings: The Two Towers|2002|Der Herr der Ringe: Die zwei Türme
Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb|1964
Good Night, and Good Luck.|2005
[REC]|2007
Space Jam|1996
Death Race 2000|1975
Face/Off|1997
Big Buck Bunny|2008
Sintel|2010
Seven Samurai|1954|七人の侍
The Wages of Fear|1953|Le Salaire de la peur
Star Wars: Episode IV - A New Hope|1977
The Man Who Knew Too Much|1934
The Man Who Knew Too Much|1956
"""
_SHOWS: Final = """
Breaking Bad|2008|7,13,13,13,16
Doctor Who|1963|42,39,45|GB
Doctor Who|2005|13,13,13,13,13|GB
The Office|2001|6,6|GB
The Office|2005|6,22,25,19|US
24|2001|24,24,24
The 100|2014|13,16,16
Lost|2004|25,24,23
Friends|1994|24,24,25,24
Game of Thrones|2011|10,10,10,10
Frasier|1993|24,24,24
The X-Files|1993|24,25,24
Seinfeld|1989|5,12,23,24
Sherlock|2010|3,3,3,3|GB
Columbo|1971|7,8,8
Planet Earth II|2016|6|GB
Battlestar Galactica|2004|13,20,20
Mr. Robot|2015|10,12,10
Law & Order|1990|22,22,22
Marvel's Agents of S.H.I.E.L.D.|2013|22,22,22
Band of Brothers|2001|10
Cowboy Bebop|1998|26|JP
One Piece|1999|61,16,14,39,13,52|JP
Frieren: Beyond Journey's End|2023|28|JP
Mob Psycho 100|2016|12,13,12|JP
The Daily Show|1996|60,60,60
Dark|2017|10,8,8|DE
Kids|2002|10,10|GB
"""
_ABSENT: Final = """
The Matrix Reloaded|2003
The Matrix|2035
Inception of Chaos|2013
Ocean's Twelve|2004
Blade|1998
Up in the Air|2009
Alien Nation|1988
Rocky III|1982
Se7en Psychopaths|2012
The General's Daughter|1999
Metropolis|2001
Nosferatu|1979
Beauty and the Beast|1946
Brother|2000
Wonder|2017
X-Men: Apocalypse|2016
Space Jam: A New Legacy|2021
Italian Job|2003
Kill Bill|2011
The Two Towers|1990
Frieren|1950
Lost in Translation|2003
Lost|1955
Friends with Benefits|2011
Dark City|1998
Dark|1988
Kids|1995
24 Hour Party People|2002
Sherlock|1922
Seinfeld Unseen|2007
"""


def _lines(table: str) -> list[list[str]]:
    return [line.split("|") for line in table.strip().splitlines()]


def movies() -> list[LibraryTitle]:
    """Return the movies of the catalog."""
    return [
        LibraryTitle("movie", number, name, int(year), other[0] if other else None)
        for number, (name, year, *other) in enumerate(_lines(_MOVIES), 1)
    ]


def shows() -> list[LibraryTitle]:
    """Return the shows of the catalog."""
    titles = []
    for number, (name, year, counts, *country) in enumerate(_lines(_SHOWS), 1):
        seasons = dict(enumerate(map(int, counts.split(",")), 1))
        titles.append(LibraryTitle("show", number, name, int(year), None, seasons, country[0] if country else "US"))
    return titles


def absent_movies() -> list[LibraryTitle]:
    """Return movies that are not in the catalog, with names and years that resemble those of titles there."""
    return [LibraryTitle("movie", 0, name, int(year)) for name, year in _lines(_ABSENT)]
