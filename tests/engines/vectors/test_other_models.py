import json
import struct
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from sous.engines.vectors import FolderEncoder, ModelMissing, ModelUnusable, RemoteEncoder

WIDTH, INNER, LAYERS, HEADS = 8, 16, 2, 2
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "card", "late", "app", "slow", "my", "is"]


def tensors() -> dict[str, np.ndarray]:
    random = np.random.default_rng(11)
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (len(WORDS), WIDTH),
        "embeddings.position_embeddings.weight": (32, WIDTH),
        "embeddings.token_type_embeddings.weight": (2, WIDTH),
    }
    norms = ["embeddings.LayerNorm"]
    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}"
        for part in ("query", "key", "value"):
            shapes[f"{at}.attention.self.{part}.weight"] = (WIDTH, WIDTH)
        shapes[f"{at}.attention.output.dense.weight"] = (WIDTH, WIDTH)
        shapes[f"{at}.intermediate.dense.weight"] = (INNER, WIDTH)
        shapes[f"{at}.output.dense.weight"] = (WIDTH, INNER)
        norms += [f"{at}.attention.output.LayerNorm", f"{at}.output.LayerNorm"]
    for name in [name for name in shapes if name.startswith("encoder")]:
        shapes[name.replace("weight", "bias")] = shapes[name][:1]
    for name in norms:
        shapes[f"{name}.weight"] = shapes[f"{name}.bias"] = (WIDTH,)
    return {
        name: (random.normal(size=shape) * (0.1 if "bias" in name else 1)).astype("<f4")
        for name, shape in shapes.items()
    }


def by_hand(parts: dict[str, np.ndarray], ids: list[int]) -> np.ndarray:
    """The textbook BERT in plain numpy, one text, mean over tokens, length one."""
    from scipy.special import erf, softmax

    def linear(x: np.ndarray, name: str) -> np.ndarray:
        return x @ parts[f"{name}.weight"].T + parts[f"{name}.bias"]

    def norm(x: np.ndarray, name: str) -> np.ndarray:
        even = (x - x.mean(1, keepdims=True)) / np.sqrt(x.var(1, keepdims=True) + 1e-12)
        return even * parts[f"{name}.weight"] + parts[f"{name}.bias"]

    x = parts["embeddings.word_embeddings.weight"][ids]
    x = x + parts["embeddings.position_embeddings.weight"][: len(ids)]
    x = norm(x + parts["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}"
        query, key, value = (
            linear(x, f"{at}.attention.self.{part}").reshape(len(ids), HEADS, -1).transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        scores = softmax(query @ key.transpose(0, 2, 1) / np.sqrt(WIDTH / HEADS), axis=-1)
        mixed = (scores @ value).transpose(1, 0, 2).reshape(len(ids), WIDTH)
        x = norm(
            linear(mixed, f"{at}.attention.output.dense") + x, f"{at}.attention.output.LayerNorm"
        )
        wide = linear(x, f"{at}.intermediate.dense")
        wide = wide * 0.5 * (1 + erf(wide / np.sqrt(2)))
        x = norm(linear(wide, f"{at}.output.dense") + x, f"{at}.output.LayerNorm")
    mean = x.mean(0)
    return mean / np.linalg.norm(mean)


def write_model(folder: Path, **config: object) -> Path:
    folder.mkdir(exist_ok=True)
    words = Tokenizer(models.WordLevel({word: i for i, word in enumerate(WORDS)}, "[UNK]"))
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    words.post_processor = processors.TemplateProcessing(
        "[CLS] $A [SEP]", None, [("[CLS]", 2), ("[SEP]", 3)]
    )
    words.save(str(folder / "tokenizer.json"))
    described = {"model_type": "bert", "num_hidden_layers": LAYERS, "num_attention_heads": HEADS}
    (folder / "config.json").write_text(json.dumps(described | config))
    header, body = {}, b""
    for name, value in tensors().items():
        ends = [len(body), len(body) + value.nbytes]
        header[name] = {"dtype": "F32", "shape": list(value.shape), "data_offsets": ends}
        body += value.tobytes()
    packed = json.dumps(header).encode()
    (folder / "model.safetensors").write_bytes(struct.pack("<Q", len(packed)) + packed + body)
    return folder


def test_a_bert_folder_computes_what_the_textbook_says(tmp_path):
    encoder = FolderEncoder(write_model(tmp_path / "tiny"))
    vectors = encoder.encode(["my card is late", "app slow"])
    expected = [by_hand(tensors(), [2, 8, 4, 9, 5, 3]), by_hand(tensors(), [2, 6, 7, 3])]
    assert (encoder.name, encoder.dimensions) == ("tiny", WIDTH)
    assert (vectors * np.array(expected)).sum(axis=1).min() > 0.99  # bfloat16 in eight dimensions


def test_the_first_token_and_a_prompt_are_honoured(tmp_path):
    folder = write_model(tmp_path / "tiny")
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling/config.json").write_text('{"pooling_mode_cls_token": true}')
    (folder / "config_sentence_transformers.json").write_text(
        '{"prompts": {"query": "my "}, "default_prompt_name": "query"}'
    )
    prompted = FolderEncoder(folder).encode(["card is late"])
    (folder / "config_sentence_transformers.json").unlink()
    assert np.array_equal(prompted, FolderEncoder(folder).encode(["my card is late"]))
    (folder / "1_Pooling/config.json").unlink()
    assert not np.allclose(prompted, FolderEncoder(folder).encode(["my card is late"]), atol=0.05)


@pytest.mark.parametrize("two_dimensional", [False, True])
def test_an_onnx_folder_is_run_through_its_own_graph(tmp_path, two_dimensional):
    """A graph that only looks tokens up: what it gives is easy to say beforehand."""
    folder = write_model(tmp_path / "tiny")
    (folder / "model.safetensors").unlink()
    (folder / "onnx").mkdir()
    (folder / "onnx/model.onnx").write_bytes(onnx_lookup(pooled=two_dimensional))
    vectors = FolderEncoder(folder).encode(["card late", "card"])
    table = lookup_table()
    rows = np.array([table[[2, 4, 5, 3]].mean(0), table[[2, 4, 3]].mean(0)])
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    np.testing.assert_allclose(vectors, rows, atol=0.01)


def lookup_table() -> np.ndarray:
    return np.random.default_rng(2).normal(size=(len(WORDS), 4)).astype("<f4")


def field(number: int, value: bytes | int) -> bytes:
    """One Protocol Buffers field, bytes or whole number."""

    def varint(n: int) -> bytes:
        out = b""
        while n > 127:
            out, n = out + bytes([n & 127 | 128]), n >> 7
        return out + bytes([n])

    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def onnx_lookup(*, pooled: bool) -> bytes:
    """ONNX: input_ids → Gather(table), followed by a mean over tokens when `pooled`."""
    table = lookup_table()
    tensor = field(1, table.shape[0]) + field(1, table.shape[1]) + field(2, 1)
    tensor += field(8, b"table") + field(9, table.tobytes())
    hidden = b"last_hidden_state"
    gather = field(1, b"table") + field(1, b"input_ids") + field(2, hidden) + field(4, b"Gather")
    axes = field(1, b"axes") + field(8, 1) + field(20, 7)
    keep = field(1, b"keepdims") + field(3, 0) + field(20, 2)
    reduce = field(1, hidden) + field(2, b"sentence_embedding") + field(4, b"ReduceMean")
    reduce += field(5, axes) + field(5, keep)

    def port(name: bytes, kind: int, *dims: int) -> bytes:
        sizes = b"".join(field(1, field(1, d) if d else field(2, b"n")) for d in dims)
        return field(1, name) + field(2, field(1, field(1, kind) + field(2, sizes)))

    nodes = field(1, gather) + (field(1, reduce) if pooled else b"")
    out = port(b"sentence_embedding", 1, 0, 4) if pooled else port(hidden, 1, 0, 0, 4)
    graph = nodes + field(2, b"g") + field(5, tensor)
    graph += field(11, port(b"input_ids", 7, 0, 0)) + field(12, out)
    return field(1, 8) + field(7, graph) + field(8, field(2, 13))


def test_incomplete_folders_are_named(tmp_path):
    with pytest.raises(ModelMissing, match=r"tokenizer\.json"):
        FolderEncoder(tmp_path)
    folder = write_model(tmp_path / "tiny")
    (folder / "model.safetensors").unlink()
    with pytest.raises(ModelMissing, match="neither"):
        FolderEncoder(folder)


def test_folders_that_cannot_be_run_are_refused(tmp_path):
    with pytest.raises(ModelUnusable, match="no BERT"):
        FolderEncoder(write_model(tmp_path / "other", model_type="mpnet")).load()
    broken = write_model(tmp_path / "broken")
    (broken / "model.safetensors").write_bytes(b"\x00")
    with pytest.raises(ModelUnusable, match="safetensors"):
        FolderEncoder(broken).load()
    (broken / "model.onnx").write_bytes(b"\x00\x01")
    with pytest.raises(ModelUnusable, match="cannot be read"):
        FolderEncoder(broken).load()


def test_a_remote_encoder_sends_batches_and_scales_the_answer():
    sent, seen = [], []

    def ask(texts: list[str]) -> list[list[float]]:
        sent.append(texts)
        return [[3.0 * len(text), 4.0 * len(text)] for text in texts]

    encoder = RemoteEncoder(ask, name="far", dimensions=2, batch=2)
    vectors = encoder.encode(["a", "", "ccc\ud800"], progress=lambda *step: seen.append(step))
    assert sent == [["a", "."], ["ccc?"]]
    assert seen == [(2, 3), (3, 3)]
    np.testing.assert_allclose(vectors, [[0.6, 0.8]] * 3, atol=1e-6)
    assert encoder.encode([]).shape == (0, 2)


def test_a_remote_answer_of_another_shape_is_refused():
    encoder = RemoteEncoder(lambda texts: [[1.0, 0.0]], name="far", dimensions=2)
    with pytest.raises(ModelUnusable, match="far gave"):
        encoder.encode(["a", "b"])
