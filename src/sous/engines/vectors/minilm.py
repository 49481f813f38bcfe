"""all-MiniLM-L6-v2 as an OpenVINO graph, built from the weights in the pinned package.

The package holds a BERT of six layers (384 wide, twelve heads) whose matrices are stored as
eight-bit integers with one scale per column. Run as it lies, every matrix is unpacked again at
every call. Here the weights are unpacked once and laid out in a graph of our own, which runs in
bfloat16 where the processor can and in float32 elsewhere. It knows no padding: a batch holds texts
of one length, so that a text's vector cannot depend on its neighbours. Architecture: Devlin et al.
2019; Wang et al. 2020 (MiniLM); mean pooling: Reimers and Gurevych 2019.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from sous.engines.vectors.errors import ModelUnusable
from sous.engines.vectors.onnxfile import OnnxFile, read_onnx

HEADS, LAYERS = 12, 6
EPSILON = 1e-12
LINEAR = re.compile(r"^inner\.(encoder\..*(?:dense|query|key|value))\.bias$")


@dataclass(frozen=True)
class Linear:
    """y = x · weight + bias, weight float32 of shape (in, out)."""

    weight: np.ndarray
    bias: np.ndarray


@dataclass(frozen=True)
class Weights:
    """Everything the graph of a BERT needs, names as in the original, kinds of text added in.

    `words` is (vocabulary, width) in float32, or in int8 with one float32 scale per row. With
    `rows_given` the graph takes rows of a table kept elsewhere, (n, length, width), not token ids.
    """

    words: np.ndarray
    word_scales: np.ndarray | None
    positions: np.ndarray
    linear: dict[str, Linear]
    norms: dict[str, np.ndarray]
    layers: int = LAYERS
    heads: int = HEADS
    epsilon: float = EPSILON
    first_token_only: bool = False
    rows_given: bool = False


def read_weights(data: bytes) -> Weights:
    """Take the weights out of the ONNX file's bytes. Raises ModelUnusable when one is absent."""
    onnx = read_onnx(data)
    try:
        tensors = onnx.tensors
        positions = _unpacked(tensors, "inner.embeddings.position_embeddings.weight")
        kinds = tensors["inner.embeddings.token_type_embeddings.weight"]
        return Weights(
            words=tensors["inner.embeddings.word_embeddings.weight_q"],
            word_scales=tensors["inner.embeddings.word_embeddings.weight_scale"],
            positions=positions + kinds[0],  # every text is of the first kind: add it once for all
            linear=_linears(onnx),
            norms={
                name.removeprefix("inner."): value
                for name, value in tensors.items()
                if ".LayerNorm." in name
            },
        )
    except (KeyError, StopIteration) as problem:
        raise ModelUnusable(f"The model file lacks a part: {problem}") from problem


def _unpacked(tensors: dict[str, np.ndarray], name: str) -> np.ndarray:
    return tensors[f"{name}_q"].astype(np.float32) * tensors[f"{name}_scale"]


def _linears(onnx: OnnxFile) -> dict[str, Linear]:
    """Matrices have no telling names in the file; the bias added to their product has."""
    makers = {output: node for node in onnx.nodes for output in node.outputs}
    found = {}
    for node in onnx.nodes:
        named = [LINEAR.match(name) for name in node.inputs] if node.kind == "Add" else []
        for match in filter(None, named):
            product = next(
                makers[name]
                for name in node.inputs
                if name in makers and makers[name].kind == "MatMul"
            )
            weight = _unpacked(onnx.tensors, product.inputs[1])
            found[match[1]] = Linear(weight, onnx.tensors[match[0]])
    return found


def build_graph(weights: Weights) -> Any:
    """The OpenVINO model: token ids int32 (n, length), unpadded → one vector per text.

    The vector is the mean over tokens, or the first token where `first_token_only`.
    """
    from openvino import Model
    from openvino import opset13 as op

    width, size = weights.words.shape[1], weights.words.shape[1] // weights.heads

    const = op.constant
    axis0, axis1 = const(np.int32(0)), const(np.int32(1))
    shape, kind = ([-1, -1, width], np.float32) if weights.rows_given else ([-1, -1], np.int32)
    ids = op.parameter(shape, kind, "ids")

    def linear(x: Any, name: str) -> Any:
        part = weights.linear[name]
        product = op.matmul(x, const(np.ascontiguousarray(part.weight.T)), False, True)
        return op.add(product, const(part.bias[None, None]))

    def norm(x: Any, name: str) -> Any:
        even = op.mvn(x, const(np.array([2], np.int64)), True, weights.epsilon, "inside_sqrt")
        scaled = op.multiply(even, const(weights.norms[f"{name}.weight"][None, None]))
        return op.add(scaled, const(weights.norms[f"{name}.bias"][None, None]))

    def heads(x: Any) -> Any:
        split = op.reshape(x, const(np.array([0, 0, weights.heads, size], np.int64)), True)
        return op.transpose(split, const(np.array([0, 2, 1, 3])))

    def embed() -> Any:
        words = ids if weights.rows_given else op.gather(const(weights.words), ids, axis0)
        if weights.word_scales is not None:
            scales = op.gather(const(weights.word_scales), ids, axis0)
            words = op.multiply(op.convert(words, "f32"), scales)
        length = op.unsqueeze(op.gather(op.shape_of(ids, "i32"), axis1, axis0), axis0)
        first, step = const(np.array([0], np.int32)), const(np.array([1], np.int32))
        places = op.slice(const(weights.positions[None]), first, length, step, step)
        return norm(op.add(words, places), "embeddings.LayerNorm")

    def attend(x: Any, name: str) -> Any:
        query, key, value = (
            heads(linear(x, f"{name}.attention.self.{part}")) for part in ("query", "key", "value")
        )
        scale = const(np.float32(size**-0.5))
        scores = op.multiply(op.matmul(query, key, False, True), scale)
        mixed = op.matmul(op.softmax(scores, -1), value, False, False)
        joined = op.reshape(
            op.transpose(mixed, const(np.array([0, 2, 1, 3]))),
            const(np.array([0, 0, width], np.int64)),
            True,
        )
        return linear(joined, f"{name}.attention.output.dense")

    x = embed()
    for layer in range(weights.layers):
        name = f"encoder.layer.{layer}"
        x = norm(op.add(attend(x, name), x), f"{name}.attention.output.LayerNorm")
        wide = op.gelu(linear(x, f"{name}.intermediate.dense"), "erf")
        x = norm(op.add(linear(wide, f"{name}.output.dense"), x), f"{name}.output.LayerNorm")
    if weights.first_token_only:
        pooled = op.gather(x, axis0, axis1)
    else:
        pooled = op.reduce_mean(x, axis1, False)
    return Model([op.result(pooled)], [ids], "bert")


def unpacked_words(weights: Weights) -> np.ndarray:
    """The token embedding as float32 (vocabulary, width)."""
    words = weights.words.astype(np.float32)
    return words if weights.word_scales is None else np.asarray(words * weights.word_scales)


def compile_graph(graph: Any, *, threads: int | None = None) -> Any:
    """Compile an OpenVINO model for this processor, in bfloat16 where it can.

    `threads` defaults to one per core. The compiled form is not kept: it saves a sixth of a second.
    """
    from openvino import Core

    core = Core()
    able = core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    settings: dict[str, str | int] = {
        "INFERENCE_PRECISION_HINT": "bf16" if "BF16" in able else "f32"
    }
    if threads is not None:
        settings["INFERENCE_NUM_THREADS"] = threads
    return core.compile_model(graph, "CPU", settings)
