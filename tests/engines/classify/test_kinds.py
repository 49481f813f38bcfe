import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.classify.conftest import hashed

from sous.engines.classify import ClassifyError, Kinds

BY_WORDS = {
    "The app crashes when I open the calendar": "problem",
    "Synchronisation does not work since the last update": "problem",
    "L'application plante sans arrêt": "problem",
    "Ne fonctionne plus depuis la mise à jour": "problem",
    "Die App stürzt ständig ab, Fehler beim Laden": "problem",
    "La aplicación se cierra y no funciona": "problem",
    "Please add a dark mode": "request",
    "It would be nice to export as PDF": "request",
    "Ce serait bien d'ajouter un widget": "request",
    "Es wäre schön, wenn man filtern könnte": "request",
    "Me gustaría tener más colores, ojalá pronto": "request",
    "I love it, best app ever": "praise",
    "Très pratique, merci": "praise",
    "Sehr gut, bin begeistert": "praise",
    "Me encanta, muy útil": "praise",
    "How do I change my password?": "question",
    "Comment puis-je changer de mot de passe ?": "question",
    "Wie kann ich mein Passwort ändern?": "question",
    "¿Cómo puedo cambiar la contraseña?": "question",
}


@pytest.mark.parametrize("text", BY_WORDS)
def test_words_alone_tell_plain_cases(text):
    [guess] = Kinds().read([text])
    assert guess is not None
    assert (guess.label, guess.basis) == (BY_WORDS[text], "words")


def test_words_are_silent_where_they_say_nothing():
    assert Kinds().read(["version 5 on tablet", "", "   "]) == [None, None, None]
    assert Kinds().read([]) == []


def test_corrections_teach_and_the_error_is_reported(messages):
    texts, labels = messages
    kinds = Kinds.train(texts, hashed(texts), labels)
    report = kinds.report
    assert report is not None
    assert report.examples == 120
    assert sum(map(sum, report.confusion)) == 120
    assert [sum(row) for row in report.confusion] == [30, 30, 30, 30]
    assert report.macro_f1 > 0.9
    unseen = ["the parcel crashes all the time", "please add a dark parcel"]
    guesses = kinds.read(unseen, hashed(unseen))
    assert [(guess.label, guess.basis) for guess in guesses if guess] == [
        ("problem", "model"),
        ("request", "model"),
    ]


def test_corrections_outweigh_the_words(messages):
    texts, labels = messages
    turned = ["praise" if label == "question" else label for label in labels]
    kinds = Kinds.train(texts * 3, hashed(texts * 3), turned * 3)
    [guess] = kinds.read(["where is the map?"], hashed(["where is the map?"]))
    assert guess is not None
    assert guess.label == "praise"


def test_the_order_of_corrections_does_not_matter(messages):
    texts, labels = messages
    turned = slice(None, None, -1)
    one = Kinds.train(texts, hashed(texts), labels)
    other = Kinds.train(texts[turned], hashed(texts)[turned], labels[turned])
    assert one.report == other.report
    assert one.read(texts, hashed(texts)) == other.read(texts, hashed(texts))


def test_too_few_corrections_leave_the_words(messages):
    texts, labels = messages[0][:20], messages[1][:20]
    kinds = Kinds.train(texts, hashed(texts), labels)
    assert kinds.report is None
    assert kinds.read(texts, hashed(texts)) == Kinds().read(texts)


def test_other_classes_may_be_taught(messages):
    texts, labels = messages
    other = ["problem" if label == "problem" else "other" for label in labels]
    kinds = Kinds.train(texts, hashed(texts), other, classes=("problem", "other"))
    assert kinds.classes == ("problem", "other")
    assert {guess.label for guess in kinds.read(texts, hashed(texts)) if guess} == {
        "problem",
        "other",
    }


def test_saved_and_loaded_it_says_the_same(messages, tmp_path):
    texts, labels = messages
    kinds = Kinds.train(texts, hashed(texts), labels)
    kinds.save(tmp_path / "kinds.npz")
    again = Kinds.load(tmp_path / "kinds.npz")
    assert [file.name for file in tmp_path.iterdir()] == ["kinds.npz"]
    assert again.report == kinds.report
    assert again.read(texts, hashed(texts)) == kinds.read(texts, hashed(texts))


def test_what_is_no_saved_classifier_is_refused(tmp_path):
    (tmp_path / "bad.npz").write_bytes(b"PK\x03\x04 not really")
    np.savez(tmp_path / "other.npz", weights=np.zeros(3))
    for name in ("bad.npz", "other.npz", "absent.npz"):
        with pytest.raises(ClassifyError):
            Kinds.load(tmp_path / name)
    with pytest.raises(ValueError, match="nothing learnt"):
        Kinds().save(tmp_path / "none.npz")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=()), max_size=200), max_size=5))
def test_a_guess_depends_on_its_text_alone(texts):
    assert Kinds().read(texts) == [Kinds().read([text])[0] for text in texts]


def test_an_endless_text_is_read_in_time():
    assert len(Kinds().read(["not working " * 10_000, "a" * 100_000, "? " * 50_000])) == 3
