"""Meaning as numbers: texts to vectors, nearest texts, near-duplicates. No network, no house."""

from sous.engines.vectors.encoder import Encoder, MiniLM, default_encoder, encode
from sous.engines.vectors.errors import ModelDamaged, ModelMissing, ModelUnusable, VectorsError
from sous.engines.vectors.nearest import nearest

__all__ = [
    "Encoder",
    "MiniLM",
    "ModelDamaged",
    "ModelMissing",
    "ModelUnusable",
    "VectorsError",
    "default_encoder",
    "encode",
    "nearest",
]
