"""The tensors of an ONNX file, read without an ONNX library.

Only what is needed to take weights out of a known, checksummed model: initialisers and the list of
nodes. Field numbers are those of the public `onnx.proto3` schema; the encoding is Protocol Buffers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sous.engines.vectors.errors import ModelUnusable

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
DTYPES: dict[int, np.dtype[Any]] = {
    1: np.dtype("<f4"),
    3: np.dtype("i1"),
    6: np.dtype("<i4"),
    7: np.dtype("<i8"),
}


@dataclass(frozen=True)
class Node:
    """One operation of the graph: its kind and the names of what goes in and comes out."""

    kind: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


@dataclass
class OnnxFile:
    """Initialisers by name (views into the file's bytes) and the nodes in order."""

    tensors: dict[str, np.ndarray] = field(default_factory=dict)
    nodes: list[Node] = field(default_factory=list)


def read_onnx(data: bytes) -> OnnxFile:
    """Parse an ONNX model held in memory. Raises ModelUnusable when it cannot be understood."""
    found = OnnxFile()
    try:
        for number, value in _fields(memoryview(data)):
            if number == 7 and isinstance(value, memoryview):  # ModelProto.graph
                _read_graph(value, found)
    except (IndexError, ValueError, UnicodeDecodeError) as problem:
        raise ModelUnusable(f"This is not a readable ONNX file: {problem}") from problem
    return found


def _read_graph(graph: memoryview, found: OnnxFile) -> None:
    for number, value in _fields(graph):
        if not isinstance(value, memoryview):
            continue
        if number == 1:
            found.nodes.append(_node(value))
        elif number == 5:
            name, tensor = _tensor(value)
            if tensor is not None:
                found.tensors[name] = tensor


def _node(data: memoryview) -> Node:
    inputs, outputs, kind = [], [], ""
    for number, value in _fields(data):
        if not isinstance(value, memoryview):
            continue
        if number == 1:
            inputs.append(str(value, "utf-8"))
        elif number == 2:
            outputs.append(str(value, "utf-8"))
        elif number == 4:
            kind = str(value, "utf-8")
    return Node(kind, tuple(inputs), tuple(outputs))


def _tensor(data: memoryview) -> tuple[str, np.ndarray | None]:
    dims: list[int] = []
    dtype, name, raw = 0, "", None
    for number, value in _fields(data):
        if number == 1:
            if isinstance(value, memoryview):
                dims.extend(_varints(value))
            else:
                dims.append(value)
        elif number == 2 and isinstance(value, int):
            dtype = value
        elif number == 8 and isinstance(value, memoryview):
            name = str(value, "utf-8")
        elif number == 9 and isinstance(value, memoryview):
            raw = value
    if raw is None or dtype not in DTYPES:
        return name, None
    return name, np.frombuffer(raw, DTYPES[dtype]).reshape(dims)


def _fields(data: memoryview) -> Iterator[tuple[int, memoryview | int]]:
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        number, wire = key >> 3, key & 7
        if wire == VARINT:
            value, at = _varint(data, at)
            yield number, value
        elif wire == BYTES:
            size, at = _varint(data, at)
            if at + size > len(data):
                raise ValueError("a field is longer than the file")
            yield number, data[at : at + size]
            at += size
        elif wire in (FIXED32, FIXED64):
            at += 4 if wire == FIXED32 else 8
        else:
            raise ValueError(f"unknown wire type {wire}")


def _varint(data: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def _varints(data: memoryview) -> list[int]:
    values, at = [], 0
    while at < len(data):
        value, at = _varint(data, at)
        values.append(value)
    return values
