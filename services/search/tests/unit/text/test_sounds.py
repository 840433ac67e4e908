"""Names and their transliterations sound the same."""

import pytest

from search.domain.text.folding import fold
from search.domain.text.keyboard import retyped
from search.domain.text.sounds import consonants_of, has_few_vowels, sound_of

pytestmark = pytest.mark.unit


def _sound(text: str) -> str:
    return "".join(map(sound_of, fold(text).split()))


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("bratstvo koltsa", "Братство кольца"),
        ("zvezdnye voiny", "Звёздные войны"),
        ("zvyozdnye vojny", "Звёздные войны"),
        ("yolki", "Ёлки"),
        ("tikhiy don", "Тихий Дон"),
        ("shchuka", "Щука"),
        ("volodar persniv", "Володар перснів"),
        ("hobit", "Гобіт"),
        ("gobit", "Гобіт"),
        ("zakhar berkut", "Захар Беркут"),
        ("матрікс", "Matrix"),
        ("Шиндлер", "Schindler"),
        ("джуманджи", "Jumanji"),
        ("гарри поттер", "Harry Potter"),
        ("квентин тарантино", "Quentin Tarantino"),
        ("Кристофер Нолан", "Christopher Nolan"),
        ("Уилл Смит", "Will Smith"),
        ("Джон", "John"),
        ("Тор", "Thor"),
        ("vasilias", "Βασιλιάς"),
        ("gisaengchung", "기생충"),
        ("ojingeo geim", "오징어 게임"),
        ("chueok", "추억"),
        ("alexis zorbas", "Αλέξης Ζορμπάς"),
        ("kynodontas", "Κυνόδοντας"),
        ("mononoke hime", "もののけひめ"),
        ("kyatto", "キャット"),
        ("东京物语", "東京物語"),
        ("matrrix", "Matrix"),
    ],
)
def test_transliteration_sounds_like_the_name(typed: str, name: str) -> None:
    assert _sound(typed) == _sound(name)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("jodaeiye nader az simin", "جدایی نادر از سیمین"),
        ("taare zameen par", "तारे ज़मीन पर"),
        ("shtisel", "שטיסל"),
        ("dilwale dulhaniya", "दिलवाले दुल्हनिया"),
    ],
)
def test_scripts_with_few_vowels_are_compared_by_consonants(typed: str, name: str) -> None:
    assert has_few_vowels(fold(name))
    left, right = consonants_of(_sound(typed)), consonants_of(_sound(name))
    assert left == right
    assert len(left) >= 3


def test_different_names_sound_different() -> None:
    names = ["Матрица", "Матадор", "Мадагаскар", "Matilda", "Martian", "Macbeth"]
    assert len({_sound(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    ("text", "meanings"),
    [
        ("vfnhbwf", ("матрица",)),
        (";bpy'", ("жизнэ", "жизнє")),
        ("ьфекшч", ("matrix",)),
        ("Ш,", ()),
        ("tв", ()),
        ("123", ()),
        ("mix слова", ()),
    ],
)
def test_text_in_another_keyboard_layout(text: str, meanings: tuple[str, ...]) -> None:
    assert retyped(text) == meanings
