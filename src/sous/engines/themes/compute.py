"""Arithmetic that gives the same bits whatever the number of threads.

A BLAS splits one product over its threads as it likes, and rounds accordingly. Here each product
is cut into blocks of a fixed shape, each computed by one thread, and it is the blocks that run
side by side.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from typing import TypeVar

import numpy as np
from threadpoolctl import ThreadpoolController

from sous.engines.themes.types import Floats

A = TypeVar("A")
T = TypeVar("T")
THREADS = max(1, min(4, os.cpu_count() or 1))


@contextmanager
def steady() -> Iterator[None]:
    """Inside, every BLAS call runs on one thread."""
    with _libraries().limit(limits=1, user_api="blas"):
        yield


@cache
def _libraries() -> ThreadpoolController:
    """Found once: to look through all that the process has loaded takes longer than an answer."""
    return ThreadpoolController()


def in_blocks(n: int, block: int, work: Callable[[slice], T]) -> list[T]:
    """`work` on consecutive slices of range(n), some at a time; results in order."""
    return side_by_side(work, [slice(s, min(s + block, n)) for s in range(0, n, block)])


def side_by_side(work: Callable[[A], T], items: Sequence[A]) -> list[T]:
    """`work` on each item, some at a time; results in order. Within `work`, one at a time."""
    if THREADS == 1 or len(items) < 2 or getattr(_here, "at_work", False):
        return [work(item) for item in items]
    return list(_workers().map(work, items))


_here = threading.local()


@cache
def _workers() -> ThreadPoolExecutor:
    """Kept: to start threads takes as long as to assign a few hundred texts."""

    def mark() -> None:
        _here.at_work = True

    return ThreadPoolExecutor(THREADS, thread_name_prefix="themes", initializer=mark)


# a forked process has none of its parent's threads
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_workers.cache_clear)


def unit(rows: Floats) -> Floats:
    """Rows scaled to length one, as float32; rows of nothing stay nothing."""
    rows = np.asarray(rows, dtype=np.float32)
    length = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    return np.asarray(rows / np.maximum(length, np.float32(1e-9))[:, None])
