"""The few shapes that all modules of the engine share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.floating[Any]]
Ints: TypeAlias = NDArray[np.integer[Any]]
Mask: TypeAlias = NDArray[np.bool_]
Progress: TypeAlias = Callable[[str, int, int], None]
"""Called with (what is being done, how much is done, of how much; 0 = not known)."""
