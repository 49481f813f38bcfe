import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sous.engines.classify import language, languages

CLEAR = {
    "en": "The application crashes whenever I try to synchronise my watch with the phone.",
    "fr": "L'application plante à chaque fois que j'essaie de synchroniser ma montre.",
    "de": "Die Anwendung stürzt jedes Mal ab, wenn ich meine Uhr synchronisieren möchte.",
    "es": "La aplicación se cierra cada vez que intento sincronizar mi reloj con el teléfono.",
    "ar": "يتعطل التطبيق في كل مرة أحاول فيها مزامنة ساعتي مع الهاتف الجديد",
    "ja": "時計を同期しようとするたびにアプリがクラッシュしてしまいます。",
}


@pytest.mark.parametrize("code", CLEAR)
def test_a_clear_text_is_named(code):
    assert language(CLEAR[code])[0] == code


def test_mixed_sets_are_told_apart_in_order():
    named = languages([*CLEAR.values()] * 5)
    assert [code for code, _ in named] == list(CLEAR) * 5


@pytest.mark.parametrize(
    "text", ["", "ok", "top!!", "1234 5678 90", "https://example.org/a/b/c", "👍👍👍"]
)
def test_too_short_is_silent(text):
    assert language(text)[0] == ""


def test_clear_texts_help_a_doubtful_one():
    french = [f"{CLEAR['fr']} Numéro {number}." for number in range(30)]
    alone, beside = languages(["super appli"]), languages([*french, "super appli"])
    assert beside[-1][0] == "fr"
    assert beside[-1][1] > alone[0][1] or alone[0][0] != "fr"


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=()), max_size=60), max_size=5))
def test_any_text_has_an_answer(texts):
    named = languages(texts)
    assert len(named) == len(texts)
    assert all(0 <= confidence <= 1 for _, confidence in named)
