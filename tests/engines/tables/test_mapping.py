"""The guess at what columns mean, its correction, and the generic table read through it."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from sous.engines.tables import (
    FIELDS,
    GENERIC,
    Mapping,
    MappingError,
    Record,
    TableError,
    format_for,
    guess_for,
    guess_mapping,
    open_table,
    read,
)

LONG = "The export takes minutes and then fails without saying why every single time."


def guessed(data: str) -> dict[str, str]:
    with open_table(data.encode()) as table:
        return guess_for(table).columns


@pytest.mark.parametrize(
    ("header", "row", "fields"),
    [
        (
            "ID,Title,Comment,Email,Created at,Company,MRR,Plan,Stars,Tags",
            f"7,Export,{LONG},ann@x.example,2024-05-03,Northwind,1200,Pro,2,export",
            ["source_id", "title", "text", "author_email", "created_at", "account_name", "revenue",
             "plan", "rating", "tags"],
        ),
        (
            "Kommentar;Bewertung;Datum;Kunde;Firma;Sprache;Umsatz",
            f"{LONG};4;03.05.2024;Ann Muster;Nordwind;de;1.200,00 €",
            ["text", "rating", "created_at", "author_name", "account_name", "language", "revenue"],
        ),
        (
            "Commentaire;Note globale;Date de création;Adresse e-mail;Entreprise;Langue",
            f"{LONG};4;03/05/2024;ann@x.example;Vent du Nord;fr",
            ["text", "rating", "created_at", "author_email", "account_name", "language"],
        ),
        (
            "Comentario,Calificación,Fecha,Correo electrónico,Empresa,Votos",
            f"{LONG},4,2024-05-03,ann@x.example,Viento,12",
            ["text", "rating", "created_at", "author_email", "account_name", "votes"],
        ),
    ],
)  # fmt: skip
def test_columns_are_guessed_in_four_languages(header: str, row: str, fields: list[str]) -> None:
    mark = ";" if ";" in header else ","
    wanted = dict(zip(fields, header.split(mark), strict=True))
    assert guessed(f"{header}\n{row}\n{row.replace('7,', '8,', 1)}\n") == dict(
        sorted(wanted.items(), key=lambda item: FIELDS.index(item[0]))
    )


def test_the_long_free_text_is_found_under_any_header() -> None:
    data = f"x1,x2,x3\n1,short,{LONG}\n2,words,{LONG} Again.\n"
    assert guessed(data)["text"] == "x3"


def test_content_overrules_a_name_that_cannot_be() -> None:
    data = "\n".join(["date,comment", *(f"maybe later,{LONG}" for n in range(5))])
    assert guessed(data) == {"text": "comment"}


def test_a_header_in_nested_json_is_found_by_its_path() -> None:
    data = f'[{{"body": "{LONG}", "user": {{"email": "ann@x.example", "name": "Ann"}}}}]'
    with open_table(data.encode()) as table:
        mapping = guess_for(table)
        (record,) = read(table, GENERIC, mapping=mapping)
    assert mapping.columns == {
        "text": "body",
        "author_name": "user.name",
        "author_email": "user.email",
    }
    assert isinstance(record, Record)
    assert (record.author_name, record.author_email) == ("Ann", "ann@x.example")


def test_the_word_for_a_channel_is_kept_where_it_says_more() -> None:
    with open_table(f"text,source\n{LONG},Zendesk\n{LONG},support\n".encode()) as table:
        found = [each for each in read(table, GENERIC) if isinstance(each, Record)]
    assert [(each.channel, each.properties) for each in found] == [
        ("support", {"source": "Zendesk"}),
        ("support", {}),
    ]


def test_columns_without_a_meaning_stay_as_properties() -> None:
    data = f"text,created,wheels,reason\n{LONG},2024-05-03,4,old refusal\n"
    with open_table(data.encode()) as table:
        (record,) = read(table, GENERIC)
    assert isinstance(record, Record)
    assert record.properties == {"wheels": "4"}
    assert record.raw["reason"] == "old refusal"


def test_a_column_of_reasons_is_read_where_it_is_all_that_customers_said() -> None:
    with open_table(f"id,reason\n1,{LONG}\n2,{LONG} Twice.\n".encode()) as table:
        found = [each.text for each in read(table, GENERIC) if isinstance(each, Record)]
    assert found == [LONG, f"{LONG} Twice."]


def test_a_mapping_goes_through_json_unchanged() -> None:
    mapping = Mapping(
        columns={"text": "Feedback"},
        constants={"channel": "support"},
        ignored=["x"],
        day_first=True,
        rating_scale=10,
    )
    assert Mapping.from_json(mapping.to_json()) == mapping


@pytest.mark.parametrize(
    ("mapping", "problem"),
    [
        (Mapping({"text": "Gone"}), "Text: the file has no column “Gone”"),
        (Mapping({"text": "a", "title": "a"}), "Title: column “a” is already used for Text"),
        (Mapping({"text": "a", "mood": "b"}), "There is no field “mood” (for column “b”)"),
        (Mapping({"url": "a"}), "Text: no column is chosen for it"),
        (
            Mapping({"text": "a"}, constants={"votes": "3"}),
            "Votes: it cannot have the same value in every row",
        ),
        (
            Mapping({"text": "a"}, constants={"channel": "pigeon"}),
            "Channel: “pigeon” is none of support, portal, review, survey, sales, interview, "
            "issue tracker, in_app, email, social, other",
        ),
    ],
)
def test_a_mapping_that_does_not_fit_names_the_column(mapping: Mapping, problem: str) -> None:
    assert mapping.problems(["a", "b"]) == [problem]
    with pytest.raises(MappingError) as caught:
        mapping.check(["a", "b"])
    assert caught.value.problems == (problem,)


@pytest.mark.parametrize(
    "text", ["[]", "{", '{"columns": []}', '{"columns": {"text": 1}}', '{"moods": 1}',
             '{"day_first": "yes"}', '{"rating_scale": "ten"}', '{"ignored": "x"}'],
)  # fmt: skip
def test_json_that_is_no_mapping_is_refused(text: str) -> None:
    with pytest.raises(TableError):
        Mapping.from_json(text)


def test_the_mapping_decides_how_the_cells_are_read() -> None:
    data = "a;b;c;d\nIt is slow;03/04/2024;1.200;nps 3\n".replace("nps 3", "3")
    mapping = Mapping(
        {"text": "a", "created_at": "b", "revenue": "c", "rating": "d"},
        constants={"currency": "EUR", "channel": "sales", "tags": "x, y"},
        day_first=True,
        decimal_comma=True,
        rating_scale=10,
    )
    with open_table(data.encode()) as table:
        (record,) = read(table, GENERIC, mapping=mapping)
    assert isinstance(record, Record)
    assert record.created_at == datetime(2024, 4, 3, tzinfo=UTC)
    assert (record.revenue, record.currency) == (Decimal(1200), "EUR")
    assert (record.rating, record.rating_scale) == (Decimal(3), 10)
    assert (record.channel, record.tags) == ("sales", ["x", "y"])


def test_rating_only_rows_are_refused_where_that_is_chosen() -> None:
    mapping = Mapping({"text": "a", "rating": "b"}, rating_only=False)
    with open_table(b"a,b\nfine,5\n,4\n") as table:
        kinds = [type(each).__name__ for each in read(table, GENERIC, mapping=mapping)]
    assert kinds == ["Record", "Refusal"]


def test_fingerprints_tell_texts_apart_and_stay_the_same() -> None:
    one = Record(text="It is slow", source="table", author_email="Ann@x.example")
    same = Record(text="It is slow", source="table", author_email="ann@x.example", votes=3)
    other = Record(text="It is fast", source="table", author_email="ann@x.example")
    assert one.fingerprint() == same.fingerprint()
    assert one.fingerprint() != other.fingerprint()


def test_an_unknown_format_is_named() -> None:
    with pytest.raises(TableError, match="There is no format “nope”"):
        format_for("nope")


def test_a_guess_over_nothing_is_empty() -> None:
    assert guess_mapping([], []).columns == {}


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        (
            "app_reviews_minibar_en_fr.csv.gz",
            {"text": "data", "rating": "score", "language": "ori_lang", "product": "app",
             "votes": "thumbsUpCount"},
        ),
        ("banking77.csv.gz", {"text": "text", "tags": "label"}),
    ],
)  # fmt: skip
def test_real_tables_are_guessed(real_data: Path, name: str, columns: dict[str, str]) -> None:
    with open_table(real_data / name) as table:
        assert guess_for(table).columns == columns
        assert {type(each).__name__ for each in read(table)} == {"Record"}


@pytest.mark.parametrize(
    ("header", "row", "columns"),
    [
        (
            "Timestamp,How satisfied are you?,What could we do better?",
            f"5/3/2024 10:22:33,4,{LONG}",
            {"text": "What could we do better?", "created_at": "Timestamp",
             "rating": "How satisfied are you?"},
        ),
        (
            "reviewId,userName,userImage,content,score,thumbsUpCount,reviewCreatedVersion,at",
            f"r1,Ann,https://x.example/a.png,{LONG},4,2,v1,2024-05-03 10:00:00",
            {"text": "content", "source_id": "reviewId", "created_at": "at",
             "author_name": "userName", "rating": "score", "app_version": "reviewCreatedVersion",
             "votes": "thumbsUpCount"},
        ),
        (
            "Idea Name,Idea Description,Idea Status,Creation Date,UserId,Score",
            f"Export,{LONG},Open,2024-05-03,u7,41",
            {"text": "Idea Description", "title": "Idea Name", "created_at": "Creation Date",
             "status": "Idea Status"},
        ),
    ],
)  # fmt: skip
def test_headers_of_well_known_exports_are_guessed(
    header: str, row: str, columns: dict[str, str]
) -> None:
    again = row.replace("r1,", "r2,", 1)
    assert guessed(f"{header}\n{row}\n{again}\n") == columns
