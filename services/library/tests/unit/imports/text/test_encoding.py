"""Every encoding that exports use gives the same text."""

import pytest

from library.domain.imports.text.encoding import decode

pytestmark = pytest.mark.unit

WESTERN = "Titel;Datum\nCafé der Träume;13.02.2024\nEl niño y la araña;14.02.2024\nÀ bout de forces;15.02.2024\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"]
)
def test_western_text_is_decoded_in_any_encoding(encoding: str) -> None:
    assert decode(WESTERN.encode(encoding)) == WESTERN


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", "Назва,Дата\nПривид старого театру,2024-03-01\nТиха гавань над морем,2024-03-02\n"),
        ("koi8_r", "Название,Дата\nТихая гавань,2024-03-01\nСтарый театр у моря,2024-03-02\n"),
        ("cp1250", "Tytuł,Data\nŻółta łódź podwodna,2024-03-01\nCicha przystań źródeł,2024-03-02\n"),
        ("cp932", "タイトル,日付\n青い港の物語,2024/03/01\n静かな夜の海,2024/03/02\n"),
        ("cp949", "제목,날짜\n푸른 항구의 이야기,2024. 3. 1.\n조용한 밤의 바다,2024. 3. 2.\n"),
    ],
)
def test_other_scripts_are_decoded_in_their_old_encodings(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_a_damaged_byte_costs_itself() -> None:
    content = ("Тиха гавань,2024-03-01\n" * 20).encode() + b"\xff" + "Кінець".encode()
    assert decode(content).endswith("\ufffdКінець")
    assert decode(content).startswith("Тиха гавань")


def test_nul_characters_are_replaced() -> None:
    assert decode(b"a\0b,c" + b"d" * 40) == "a\ufffdb,c" + "d" * 40


def test_bytes_of_no_encoding_are_decoded_somehow() -> None:
    assert isinstance(decode(bytes(range(256)) * 4), str)
