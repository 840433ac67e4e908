"""The index is a function of the events, whatever their order, their repetitions, and the commits between them."""

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from services.search.tests.dumps import dump
from tantivy import Index

from search.domain.entry import Name
from search.domain.titles.title import Contributor, Facts, Publication, Score, Series, Title
from search.infrastructure.index.schema import VERSION, open_index
from search.infrastructure.indexing.building import write_staged
from search.infrastructure.indexing.folder import GenerationName
from search.infrastructure.indexing.generation import Generation, positions_document
from search.infrastructure.indexing.staging import Staging

pytestmark = pytest.mark.unit

NAME = GenerationName(VERSION, 1)
PEOPLE = tuple(Contributor(number, f"Person {number}", f"/{number}.jpg") for number in range(1, 9))


def title(
    number: int, *, facts: Facts | None = None, score: Score | None = None, publication: Publication | None = None
) -> Title:
    return Title(UUID(int=number), "movie", number, facts, score, publication)


def random_updates(source: random.Random) -> list[Title]:
    """Return updates of a few titles that name the same people, collections and keywords, in several versions."""
    updates = []
    for number in range(1, 13):
        people = tuple(source.sample(PEOPLE, 3))
        for version in range(1, 1 + source.randrange(1, 4)):
            facts = Facts(
                version=version,
                name=f"Name {number} {version}",
                names=(Name(f"Назва {number}", "uk"),),
                people=people if source.random() < 0.6 else tuple(_change(person, source) for person in people),
                series=Series(number % 3, f"Series {source.choice('AB')}") if source.random() < 0.8 else None,
                keywords=("desert", "space") if source.random() < 0.7 else ("love story",),
                popularity=source.choice((None, 0.5, 3.0, 3.1, 900.0)),
                votes=source.choice((None, 0, 500)),
                deleted=source.random() < 0.2,
            )
            updates.append(title(number, facts=facts))
            updates.append(title(number, score=Score(version, source.randrange(100), source.randrange(9000), None)))
            updates.append(
                title(
                    number,
                    publication=Publication(
                        version, f"name-{number}", source.random() < 0.8, source.choice((None, "Edited"))
                    ),
                )
            )
    return [update for update in updates if source.random() < 0.9]


def _change(person: Contributor, source: random.Random) -> Contributor:
    return replace(person, name=f"{person.name} {source.choice('AB')}", leading=source.random() < 0.5)


def followed(folder: Path, updates: Sequence[Title], source: random.Random) -> Index:
    """Return an index that got the updates one after another, with commits at random."""
    folder.mkdir()
    index = open_index(folder)
    writer = index.writer(15_000_000, 1)
    writer.add_document(positions_document({}))
    writer.commit()
    writer.wait_merging_threads()
    generation = Generation(NAME, folder)
    for offset, update in enumerate(updates):
        generation.merge([update])
        if source.random() < 0.06:
            generation.save({("t", 0): offset})
    generation.save({("t", 0): len(updates)})
    generation.close()
    return generation.index


def built(path: Path, updates: Sequence[Title]) -> Index:
    """Return an index that was built from all updates at once."""
    staging = Staging(path)
    for update in updates:
        staging.add_titles([update])
    index = open_index()
    writer = index.writer(15_000_000, 1)
    for _ in write_staged(writer, staging):
        pass
    writer.commit()
    staging.close()
    return index


@pytest.mark.parametrize("seed", range(3))
def test_any_order_of_events_and_a_rebuild_give_the_same_index(tmp_path: Path, seed: int) -> None:
    source = random.Random(seed)
    updates = random_updates(source)
    shuffled = [*updates, *source.sample(updates, len(updates) // 3)]
    source.shuffle(shuffled)

    content = dump(built(tmp_path / "staging", updates))

    assert {key.partition(":")[0] for key in content} == {"movie", "person", "collection", "keyword"}
    assert dump(followed(tmp_path / "one", updates, source)) == content
    assert dump(followed(tmp_path / "two", shuffled, source)) == content
    assert dump(built(tmp_path / "staging", shuffled)) == content
