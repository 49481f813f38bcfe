"""What is plainly in a language, and where there is silence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sous.engines.vectors import tongues

FOREIGN = {
    "Die Karte wurde an der Kasse abgelehnt": "de",
    "Ma carte n'est toujours pas arrivée par la poste": "fr",
    "Mi tarjeta nueva todavía no ha llegado": "es",
    "O meu cartão foi recusado quando tentei pagar": "pt",
    "Mijn nieuwe pas is nog steeds niet bezorgd": "nl",
    "La mia nuova carta non è ancora arrivata": "it",
    "Мой платёж до сих пор не прошёл": "ru",
    "カードがまだ届いていません": "ja",
}
ENGLISH = [
    "my card was declined at the till",
    "card declined",
    "Visa or Mastercard?",
    "define antebellum",
    "siri, call jacob",
    "The error says »Die Anfrage ist ungültig« and I cannot go on",
    "how do i say good morning in french",
    "café crème",
    "top",
    "ok merci",
    "https://www.beispiel.example/die-seite-ist-nicht-da",
    "4711 0815",
    "",
    "\ud800",
]


@pytest.mark.parametrize(("text", "code"), FOREIGN.items())
def test_a_plain_sentence_is_in_its_language(text, code):
    assert tongues([text]) == [code]


@pytest.mark.parametrize("text", ENGLISH)
def test_english_and_doubtful_texts_are_never_foreign(text):
    assert tongues([text])[0] in ("en", "")


def test_a_plain_english_sentence_is_english_and_a_scrap_is_nothing():
    assert tongues(["my card was declined at the till", "top", ""]) == ["en", "", ""]


@given(st.lists(st.text(max_size=80), max_size=8))
def test_any_text_has_an_answer_that_depends_on_it_alone(some):
    assert tongues(some) == [tongues([text])[0] for text in some]
