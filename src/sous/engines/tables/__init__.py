"""Reads any table of feedback a person may drop, however broken, into one normal form.

`open_table` opens CSV, TSV, Excel, JSON, JSON Lines, Parquet and zips of them as lazy rows;
`detect` finds whose export it is; `read` turns its rows into Records, Refusals and Skipped. All of
it in flat memory, and every failure is one TableError that says what happened, where, and what to
do. Pure Python: no framework, no network, nobody above is known here.
"""

from . import cells
from .cleaning import guard, unguard
from .dates import DateStyle, decide_dates, lenient_moment, parse_moment
from .errors import CellError, MappingError, TableError
from .formats import (
    Candidate,
    Choices,
    Format,
    Option,
    detect,
    each_row,
    format_for,
    formats,
    outcome_of,
    read,
    register,
)
from .generic import GENERIC, channel_of, guess_for
from .grouping import Grouping
from .guessing import guess_mapping
from .headers import Header, Row, as_text, fold
from .layout import BEYOND
from .limits import Limits, human_size
from .mapping import FIELDS, LABELS, Mapping
from .markup import text_of_html
from .numbers import decide_decimal_comma, parse_money, parse_number, parse_rating
from .opening import open_table
from .record import (
    CHANNELS,
    REASON,
    Outcome,
    Part,
    Record,
    Refusal,
    Remark,
    Skipped,
    Voter,
    plain,
    raw_of,
    split_tags,
    unique,
)
from .table import Head, Table
from .writers import refused_file, write_csv, write_refused, write_xlsx

__all__ = [
    "BEYOND",
    "CHANNELS",
    "FIELDS",
    "GENERIC",
    "LABELS",
    "REASON",
    "Candidate",
    "CellError",
    "Choices",
    "DateStyle",
    "Format",
    "Grouping",
    "Head",
    "Header",
    "Limits",
    "Mapping",
    "MappingError",
    "Option",
    "Outcome",
    "Part",
    "Record",
    "Refusal",
    "Remark",
    "Row",
    "Skipped",
    "Table",
    "TableError",
    "Voter",
    "as_text",
    "cells",
    "channel_of",
    "decide_dates",
    "decide_decimal_comma",
    "detect",
    "each_row",
    "fold",
    "format_for",
    "formats",
    "guard",
    "guess_for",
    "guess_mapping",
    "human_size",
    "lenient_moment",
    "open_table",
    "outcome_of",
    "parse_moment",
    "parse_money",
    "parse_number",
    "parse_rating",
    "plain",
    "raw_of",
    "read",
    "refused_file",
    "register",
    "split_tags",
    "text_of_html",
    "unguard",
    "unique",
    "write_csv",
    "write_refused",
    "write_xlsx",
]
