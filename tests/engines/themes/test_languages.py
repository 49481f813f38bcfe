"""Several languages in one set: themes form by subject, not by language."""

import numpy as np

from sous.engines import themes
from sous.engines.themes.compute import unit
from sous.engines.themes.features import features, in_other_languages, lend
from sous.engines.vectors import tongues

SUBJECTS = {
    "card": ("the card was declined again", "die Karte wurde schon wieder abgelehnt"),
    "crash": ("the app crashes when it starts", "die Anwendung stürzt beim Starten immer ab"),
    "dark": ("please give us a dark screen", "bitte gebt uns einen dunklen Bildschirm"),
    "export": ("how can I export my numbers", "wie kann ich meine Zahlen endlich ausgeben"),
}
ENDINGS = ("today", "at home", "since Monday", "with my phone", "at work")
ENDUNGEN = ("heute", "zu Hause", "seit Montag", "mit dem Telefon", "bei der Arbeit")
OFTEN = 30


def mixed(german_each: int) -> tuple[list[str], np.ndarray, np.ndarray, np.ndarray]:
    """Texts, vectors, subjects and whether German; vectors of a subject lie around one point,
    German ones all a little to the same side."""
    random = np.random.default_rng(7)
    middles = unit(random.standard_normal((len(SUBJECTS), 64)))
    aside = unit(random.standard_normal((1, 64)))[0]
    texts, rows, subjects, german = [], [], [], []
    for subject, (english, deutsch) in enumerate(SUBJECTS.values()):
        for number in range(OFTEN + german_each):
            is_german = number >= OFTEN
            ending = (ENDUNGEN if is_german else ENDINGS)[number % len(ENDINGS)]
            texts.append(f"{deutsch if is_german else english} {ending} {number}")
            noise = 0.07 * random.standard_normal(64)
            rows.append(middles[subject] + noise + 0.4 * is_german * aside)
            subjects.append(subject)
            german.append(is_german)
    return texts, unit(np.array(rows)), np.array(subjects), np.array(german)


def test_german_texts_join_the_english_themes_of_their_subject():
    texts, vectors, subjects, german = mixed(german_each=8)
    model = themes.discover(texts, vectors=vectors)
    labels = np.array(model.labels)
    for subject in range(len(SUBJECTS)):
        here = subjects == subject
        common = np.bincount(labels[here & ~german]).argmax()
        assert set(labels[here & german].tolist()) == {common}


def test_a_mixed_theme_is_named_in_the_language_of_most_of_its_texts():
    texts, vectors, _, _ = mixed(german_each=8)
    model = themes.discover(texts, vectors=vectors)
    names = " ".join(theme.name.lower() for theme in model.themes)
    assert {"card", "crashes", "dark", "export"} <= set(names.replace(",", " ").split())
    assert {"karte", "anwendung", "dunklen", "zahlen"}.isdisjoint(names.split())


def test_the_commonest_language_lends_and_the_others_borrow():
    texts, _, _, german = mixed(german_each=8)
    assert np.array_equal(in_other_languages(tongues(texts)), german)
    turned = [text for text, flag in zip(texts, german, strict=True) if flag] * 5 + texts[:9]
    assert in_other_languages(tongues(turned)).tolist() == [False] * 160 + [True] * 9


def test_a_set_without_a_language_large_enough_to_lend_is_left_alone():
    texts, _, _, _ = mixed(german_each=2)
    assert not in_other_languages(tongues(texts[20:40])).any()
    assert not in_other_languages(tongues([])).any()


def test_an_english_set_borrows_nothing():
    texts, vectors, _, german = mixed(german_each=0)
    assert not german.any()
    assert not in_other_languages(tongues(texts)).any()
    assert features(vectors, texts, tongues(texts)).shape[0] == len(texts)


def test_what_is_borrowed_is_the_mean_of_the_nearest_lenders():
    lenders = unit(np.eye(12, 16) + 0.001)
    vectors = np.vstack([lenders, unit(lenders[3:4] + 0.2 * lenders[4:5])]).astype(np.float32)
    borrowers = np.array([False] * 12 + [True])
    rows = np.eye(13, dtype=np.float32)
    before = rows.copy()
    lend(vectors, borrowers, rows)
    assert np.array_equal(rows[:12], before[:12])
    assert rows[12].argsort()[::-1][:2].tolist() == [3, 4]
    assert rows[12, 12] == 0
    np.testing.assert_allclose(np.linalg.norm(rows[12]), 1, atol=1e-6)


def test_nothing_is_borrowed_where_the_vectors_themselves_part_by_language():
    texts, vectors, _, german = mixed(german_each=8)
    elsewhere = vectors.copy()
    elsewhere[german] = unit(np.random.default_rng(3).standard_normal((german.sum(), 64)))
    bridged, parted = np.ones((len(texts), 4), np.float32), np.ones((len(texts), 4), np.float32)
    lend(vectors, german, bridged)
    lend(elsewhere, german, parted)
    assert np.array_equal(parted, np.ones((len(texts), 4), np.float32))
    np.testing.assert_allclose(bridged[german], 0.5, atol=1e-6)
