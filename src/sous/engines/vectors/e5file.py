"""The file that holds multilingual-e5-small in four bits: its matrices, and its vocabulary.

Little-endian throughout: "E5S1"; version, width, layers, heads, inner width, rows of the token
table, positions, kinds of text (32-bit numbers); epsilon (float32); weights in a block; how many
pieces, and the numbers of the tokens for begin, end, padding and unknown; how many bytes the pieces
take (64 bits). Then where each piece ends, from 0; the pieces' scores (float32); the pieces; how
many entries and bytes a table of characters to replace has, and that table. Then for each tensor
the length of its name (16 bits), name, kind (0 float32, 1 four bits), how many numbers, and its
place and bytes in the file (64 bits each).

Four-bit weights lie in blocks of 32: a float16 scale, then 16 bytes, of which byte i holds weight i
in its low half and weight i + 16 in its high half; 8 stands for nothing.
"""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass

import numpy as np

from sous.engines.vectors.errors import ModelUnusable

HEAD = struct.Struct("<4sI7ifi5iQ")
MAGIC, VERSION = b"E5S1", 1
BLOCK, BLOCK_BYTES = 32, 18
FLOATS, FOUR_BITS = 0, 1


@dataclass(frozen=True)
class E5File:
    """What is in the file; tensors are views into it: float32, or uint8 (rows, blocks, 18)."""

    width: int
    layers: int
    heads: int
    epsilon: float
    special: tuple[int, int, int]  # the numbers of the tokens for begin, end and unknown
    scores: np.ndarray
    edges: np.ndarray
    text: memoryview
    tensors: dict[str, np.ndarray]

    def pieces(self) -> list[tuple[str, float]]:
        """The vocabulary in order: what a token stands for, and its log-likelihood."""
        text, edges = bytes(self.text), self.edges.tolist()
        spans = zip(edges[:-1], edges[1:], self.scores.tolist(), strict=True)
        return [(text[start:end].decode(), score) for start, end, score in spans]


def unpacked(blocks: np.ndarray) -> np.ndarray:
    """float32 (…, n × 32) of four-bit rows, uint8 (…, n, 18)."""
    scales = np.ascontiguousarray(blocks[..., :2]).view(np.float16).astype(np.float32)
    halves = blocks[..., 2:]
    signed = np.concatenate([halves & 15, halves >> 4], axis=-1).astype(np.float32) - 8
    return np.asarray((signed * scales).reshape(*blocks.shape[:-2], -1))


def read_e5(data: bytes | mmap.mmap) -> E5File:
    """Parse the file. Raises ModelUnusable when it cannot be understood."""
    try:
        return _parse(memoryview(data))
    except (struct.error, ValueError, IndexError, UnicodeDecodeError) as problem:
        raise ModelUnusable(f"The multilingual model cannot be read: {problem}") from problem


def _parse(data: memoryview) -> E5File:
    magic, version, width, layers, heads, inner, _, _, _, epsilon, block, *words = HEAD.unpack_from(
        data
    )
    count, begin, end, _, unknown, length = words
    if (magic, version, block) != (MAGIC, VERSION, BLOCK):
        raise ValueError("another format")
    at = HEAD.size
    edges = np.frombuffer(data, "<u4", count + 1, at)
    at += edges.nbytes
    scores = np.frombuffer(data, "<f4", count, at)
    at += scores.nbytes
    text = data[at : at + length]
    at += length
    _, table = struct.unpack_from("<iI", data, at)
    at += 8 + table  # NFKC and a few control characters, which the tokenizer does by itself
    (entries,) = struct.unpack_from("<i", data, at)
    at += 4
    tensors = {}
    for _ in range(entries):
        (size,) = struct.unpack_from("<H", data, at)
        name = bytes(data[at + 2 : at + 2 + size]).decode()
        kind, numbers, place, taken = struct.unpack_from("<BIQQ", data, at + 2 + size)
        at += 2 + size + 21
        wide = inner if name.endswith("fo.w") else width
        tensors[name] = _tensor(data[place : place + taken], kind, numbers, wide)
    special = (begin, end, unknown)
    return E5File(width, layers, heads, epsilon, special, scores, edges, text, tensors)


def _tensor(data: memoryview, kind: int, numbers: int, wide: int) -> np.ndarray:
    if kind == FLOATS:
        return np.frombuffer(data, "<f4", numbers)
    if kind != FOUR_BITS or numbers % wide:
        raise ValueError("a tensor of an unknown kind")
    return np.frombuffer(data, np.uint8).reshape(-1, wide // BLOCK, BLOCK_BYTES)
