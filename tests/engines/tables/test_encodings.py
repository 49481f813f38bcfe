"""Encodings: marks, bare UTF-16, legacy code pages, and bytes that fit nothing."""

from __future__ import annotations

import codecs

import pytest

from sous.engines.tables import open_table

GERMAN = "id,text\n1,Die Übersicht öffnet sich für große Listen zu langsam – schade\n2,Schön, äh\n"
FRENCH = 'id,text\n1,"Très déçu : l’appli plante à chaque démarrage, même après réinstallation"\n'
SPANISH = "id,text\n1,¿Cuándo habrá versión en español? La aplicación no está traducida aún\n"
POLISH = "id,text\n1,Proszę dodać możliwość eksportu; lista ładuje się bardzo długo\n"
RUSSIAN = "id,text\n1,Приложение постоянно вылетает после обновления\n"
JAPANESE = "id,text\n1,アプリを開くとすぐに落ちます。早く直してください。\n"
CHINESE = "id,text\n1,更新之后应用总是闪退，请尽快修复这个问题。\n"
KOREAN = "id,text\n1,업데이트 이후 앱이 계속 종료됩니다. 빨리 고쳐 주세요.\n"


def texts(data: bytes) -> tuple[list[str], str, list[str]]:
    with open_table(data) as table:
        return [row["text"] for row in table], table.encoding, table.notes


def expected(text: str) -> list[str]:
    return texts(text.encode("utf-8"))[0]


@pytest.mark.parametrize(
    ("text", "codec", "label"),
    [
        (GERMAN, "cp1252", "Windows-1252"),
        (FRENCH, "cp1252", "Windows-1252"),
        (SPANISH, "cp1252", "Windows-1252"),
        (SPANISH, "latin-1", "Windows-1252"),
        (GERMAN, "mac_roman", "MacRoman"),
        (FRENCH, "mac_roman", "MacRoman"),
        (SPANISH, "mac_roman", "MacRoman"),
        (POLISH, "cp1250", "Windows-1250"),
        (RUSSIAN, "cp1251", "Windows-1251"),
        (JAPANESE, "shift_jis", "Shift-JIS"),
        (CHINESE, "gbk", "GB 18030"),
        (KOREAN, "euc_kr", "EUC-KR"),
    ],
)
def test_legacy_encodings_are_guessed_and_named(text: str, codec: str, label: str) -> None:
    found, encoding, notes = texts(text.encode(codec))
    assert (found, encoding) == (expected(text), label)
    assert f"it was read as {label}" in notes[0]


@pytest.mark.parametrize(
    ("mark", "codec"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (b"", "utf-16-le"),
        (b"", "utf-16-be"),
    ],
)
def test_unicode_encodings_are_read_with_and_without_a_mark(mark: bytes, codec: str) -> None:
    text = GERMAN + RUSSIAN.partition("\n")[2] + JAPANESE.partition("\n")[2]
    assert texts(mark + text.encode(codec))[0] == expected(text)


def test_stray_bytes_in_utf8_lose_nothing_and_are_named() -> None:
    good = "id,text\n" + "1,Größe und Übersicht – schön\n" * 50
    data = good.encode() + "2,caf\u00e9\n".encode("cp1252")
    found, encoding, notes = texts(data)
    assert (found[-1], found[0], encoding) == ("café", "Größe und Übersicht – schön", "UTF-8")
    place = len(good.encode()) + len("2,caf")
    assert notes == [
        "1 place with bytes that are no valid UTF-8 read as Windows-1252; "
        f"the first is at byte {place:,}"
    ]


def test_a_character_cut_by_a_chunk_boundary_is_whole() -> None:
    filler = "x" * (256 * 1024 - 9)
    data = f"id,text\n1,{filler}é ß 😀\n".encode()
    for shift in range(4):
        found, encoding, notes = texts(data.replace(b"1,", b"1" * (shift + 1) + b",", 1))
        assert (found[0].removeprefix(filler), encoding, notes) == ("é ß 😀", "UTF-8", [])


def test_a_broken_utf16_file_is_read_with_a_note() -> None:
    data = codecs.BOM_UTF16_LE + "id,text\n1,hello\n".encode("utf-16-le") + b"\x00\xd8"
    found, _, notes = texts(data + ",\n".encode("utf-16-le"))
    assert found[0] == "hello"
    assert "no valid UTF-16-LE" in notes[0]
