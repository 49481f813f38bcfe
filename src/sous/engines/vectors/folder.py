"""Another model: a folder laid out as sentence-transformers does it.

The folder holds `tokenizer.json` and either an ONNX file (`onnx/model.onnx` or `model.onnx`) or the
weights of a BERT (`config.json` and `model.safetensors`). `1_Pooling/config.json` says how tokens
become one vector, `sentence_bert_config.json` how many tokens are read, and the default prompt in
`config_sentence_transformers.json` is put before each text. Nothing is downloaded.
"""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np

from sous.engines.vectors.encoder import LocalEncoder
from sous.engines.vectors.errors import ModelMissing, ModelUnusable
from sous.engines.vectors.minilm import Linear, Weights, build_graph
from sous.engines.vectors.tokens import MAX_TOKENS, Tokens

ONNX_FILES = ("onnx/model.onnx", "model.onnx")
POOLINGS = {
    "pooling_mode_cls_token": "first",
    "pooling_mode_max_tokens": "max",
    "pooling_mode_mean_tokens": "mean",
}


class FolderEncoder(LocalEncoder):
    """The model in `folder`. Raises ModelMissing at once when the folder lacks what it needs."""

    def __init__(self, folder: Path, *, threads: int | None = None) -> None:
        super().__init__(threads=threads)
        self.folder = Path(folder)
        self.name = self.folder.name
        if not (self.folder / "tokenizer.json").is_file():
            raise ModelMissing(f"There is no tokenizer.json in {self.folder}.")
        self._onnx = next((f for f in ONNX_FILES if (self.folder / f).is_file()), None)
        if self._onnx is None and not (self.folder / "model.safetensors").is_file():
            raise ModelMissing(
                f"There is neither onnx/model.onnx nor model.safetensors in {self.folder}."
            )
        prompts = self._json("config_sentence_transformers.json")
        self.prefix = (prompts.get("prompts") or {}).get(prompts.get("default_prompt_name")) or ""
        self._pooling = self._read_pooling()

    def _read_tokens(self) -> Tokens:
        limit = self._json("sentence_bert_config.json").get("max_seq_length") or MAX_TOKENS
        return Tokens((self.folder / "tokenizer.json").read_bytes(), int(limit))

    def _read_pooling(self) -> str:
        chosen = [
            how for key, how in POOLINGS.items() if self._json("1_Pooling/config.json").get(key)
        ]
        if len(chosen) > 1:
            raise ModelUnusable("A model that joins several poolings is not supported.")
        return chosen[0] if chosen else "mean"

    def _json(self, name: str) -> dict[str, Any]:
        file = self.folder / name
        try:
            return dict(json.loads(file.read_text("utf-8"))) if file.is_file() else {}
        except ValueError as problem:
            raise ModelUnusable(f"{file} is not readable: {problem}") from problem

    def _compile(self) -> Any:
        if self._onnx is None:
            return self._compiled_for_here(build_graph(self._bert()))
        from openvino import Core

        try:
            graph = Core().read_model(self.folder / self._onnx)
        except RuntimeError as problem:
            raise ModelUnusable(f"{self.folder / self._onnx} cannot be read.") from problem
        return self._compiled_for_here(graph)

    def _run(self, request: Any, tokens: np.ndarray) -> np.ndarray:
        if self._onnx is None:
            return super()._run(request, tokens)
        given = {
            port: np.full(tokens.shape, "mask" in port.get_any_name(), np.int64)
            for port in request.model_inputs
        }
        for port in request.model_inputs:
            if port.get_any_name() in ("input_ids", "ids"):
                given[port] = tokens.astype(np.int64)
        request.infer(given)
        results = [
            request.get_tensor(port).data
            for port in sorted(
                request.model_outputs,
                key=lambda port: "sentence_embedding" not in port.get_names(),
            )
        ]
        hidden = results[0]
        if hidden.ndim == 2:  # the model pools by itself
            return np.asarray(hidden, np.float32)
        if self._pooling == "first":
            return np.asarray(hidden[:, 0], np.float32)
        return np.asarray(hidden.max(axis=1) if self._pooling == "max" else hidden.mean(axis=1))

    def _bert(self) -> Weights:
        config = self._json("config.json")
        if config.get("model_type") != "bert" or config.get("hidden_act", "gelu") != "gelu":
            raise ModelUnusable(
                f"{self.name} is no BERT: give an ONNX file of it in {self.folder / 'onnx'}."
            )
        if self._pooling == "max":
            raise ModelUnusable(f"{self.name} pools by the maximum: give an ONNX file of it.")
        tensors = read_safetensors(self.folder / "model.safetensors")
        tensors = {name.removeprefix("bert."): value for name, value in tensors.items()}
        try:
            kinds = tensors["embeddings.token_type_embeddings.weight"]
            return Weights(
                words=tensors["embeddings.word_embeddings.weight"],
                word_scales=None,
                positions=tensors["embeddings.position_embeddings.weight"] + kinds[0],
                linear={
                    name.removesuffix(".weight"): Linear(
                        value.T, tensors[f"{name.removesuffix('.weight')}.bias"]
                    )
                    for name, value in tensors.items()
                    if name.startswith("encoder.")
                    and name.endswith(".weight")
                    and "LayerNorm" not in name
                },
                norms={name: value for name, value in tensors.items() if "LayerNorm" in name},
                layers=int(config["num_hidden_layers"]),
                heads=int(config["num_attention_heads"]),
                epsilon=float(config.get("layer_norm_eps", 1e-12)),
                first_token_only=self._pooling == "first",
            )
        except KeyError as problem:
            raise ModelUnusable(f"{self.name} lacks a part: {problem}") from problem


def read_safetensors(path: Path) -> dict[str, np.ndarray]:
    """The float32 tensors of a safetensors file: a length, a JSON header, then plain numbers."""
    try:
        data = path.read_bytes()
        (size,) = struct.unpack_from("<Q", data)
        header = json.loads(data[8 : 8 + size])
        kinds = {"F32": "<f4", "F16": "<f2"}
        body = np.frombuffer(data, np.uint8, offset=8 + size)
        return {
            name: body[slice(*entry["data_offsets"])]
            .view(kinds[entry["dtype"]])
            .reshape(entry["shape"])
            .astype(np.float32)
            for name, entry in header.items()
            if name != "__metadata__" and entry["dtype"] in kinds
        }
    except (OSError, ValueError, KeyError, struct.error) as problem:
        raise ModelUnusable(f"{path} is not a readable safetensors file: {problem}") from problem
