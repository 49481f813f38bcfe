"""What other tools export and send, one folder per vendor.

Every folder here that has a `format.py` registers its formats with the tables engine when it is
imported; `load()` imports them all. Adding a vendor touches one folder.
"""

from __future__ import annotations

import importlib
import pkgutil


def load() -> None:
    """Register the formats of every vendor. Works without Django; may be called again."""
    for vendor in pkgutil.iter_modules(__path__):
        if vendor.ispkg:
            importlib.import_module(f"{__name__}.{vendor.name}")
