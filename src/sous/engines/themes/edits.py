"""What a person corrected, as values. Edits are law: they hold in every later run.

Texts are given by their index in the corpus that the edits are passed with, themes by their key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Edit:
    """Any of the six below."""


@dataclass(frozen=True)
class Merge(Edit):
    """The themes `keys` are one, known as `into` (one of them)."""

    keys: tuple[int, ...]
    into: int


@dataclass(frozen=True)
class Split(Edit):
    """Theme `key` is several: `groups` maps a theme key to the texts that make it.

    One of the groups may keep `key`; the other keys must be new. Texts of the theme that stand in
    no group go to the group they are nearest to.
    """

    key: int
    groups: Mapping[int, Sequence[int]]


@dataclass(frozen=True)
class Move(Edit):
    """Text `text` belongs to theme `key`; −1: to none."""

    text: int
    key: int


@dataclass(frozen=True)
class Rename(Edit):
    """Theme `key` is called `name`."""

    key: int
    name: str


@dataclass(frozen=True)
class Dismiss(Edit):
    """Theme `key` is of no interest: it keeps its texts, marked, so that they appear nowhere
    else."""

    key: int


@dataclass(frozen=True)
class Pin(Edit):
    """Theme `key` stays as it is, or text `text` stays in the theme where it is."""

    key: int | None = None
    text: int | None = None
