"""Meaning as numbers: texts to vectors, nearest texts, near-duplicates. No network, no house."""

from typing import TYPE_CHECKING, Any

from sous.engines.vectors.encoder import Encoder, MiniLM, default_encoder, encode
from sous.engines.vectors.errors import (
    IndexBusy,
    ModelDamaged,
    ModelMissing,
    ModelUnusable,
    VectorsError,
)
from sous.engines.vectors.fusion import fuse
from sous.engines.vectors.nearest import nearest
from sous.engines.vectors.quantised import dequantise, quantise

if TYPE_CHECKING:
    from sous.engines.vectors.duplicates import near_duplicates
    from sous.engines.vectors.fast import FastEncoder, encode_many
    from sous.engines.vectors.folder import FolderEncoder
    from sous.engines.vectors.index import Index
    from sous.engines.vectors.multilingual import Multilingual, installed_encoder
    from sous.engines.vectors.remote import RemoteEncoder
    from sous.engines.vectors.tongue import tongues

# What needs a library that is slow to import comes in at its first use.
_LATER = {
    "FastEncoder": "fast",
    "FolderEncoder": "folder",
    "Index": "index",
    "Multilingual": "multilingual",
    "RemoteEncoder": "remote",
    "encode_many": "fast",
    "installed_encoder": "multilingual",
    "near_duplicates": "duplicates",
    "tongues": "tongue",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    globals()[name] = value
    return value


__all__ = [
    "Encoder",
    "FastEncoder",
    "FolderEncoder",
    "Index",
    "IndexBusy",
    "MiniLM",
    "ModelDamaged",
    "ModelMissing",
    "ModelUnusable",
    "Multilingual",
    "RemoteEncoder",
    "VectorsError",
    "default_encoder",
    "dequantise",
    "encode",
    "encode_many",
    "fuse",
    "installed_encoder",
    "near_duplicates",
    "nearest",
    "quantise",
    "tongues",
]
