import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.classify.conftest import hashed

from sous.engines.classify import SCALES, Sentiment, guess_scale


@pytest.mark.parametrize(
    ("scale", "rating", "label", "value"),
    [
        ("stars", 1, "negative", -1),
        ("stars", 3, "neutral", 0),
        ("stars", 4, "positive", 0.5),
        ("nps", 0, "negative", -1),
        ("nps", 6, "negative", 0.2),
        ("nps", 8, "neutral", 0.6),
        ("nps", 9, "positive", 0.8),
        ("ten", 5, "neutral", -0.1111),
        ("thumbs", 1, "positive", 1),
        ("hundred", 20, "negative", -0.6),
    ],
)
def test_a_rating_is_read_on_its_scale(scale, rating, label, value):
    [reading] = Sentiment().read(["whatever"], ratings=[rating], scale=SCALES[scale])
    assert reading is not None
    assert (reading.label, reading.value, reading.basis) == (label, value, "rating")


def test_a_rating_off_the_scale_is_not_believed():
    assert Sentiment().read(["it is blue"], ratings=[11], scale=SCALES["nps"]) == [None]


@pytest.mark.parametrize(
    ("ratings", "scale"),
    [
        ([5, 1, 3], "stars"),
        ([None, 10, 0], "nps"),
        ([10, 1], "ten"),
        ([0, 1, 1], "thumbs"),
        ([7, 2], "seven"),
        ([88, 20], "hundred"),
        ([1, 1], "stars"),
    ],
)
def test_a_scale_is_guessed_from_what_was_given(ratings, scale):
    assert guess_scale(ratings) == SCALES[scale]


@pytest.mark.parametrize("ratings", [[], [None], [-3, 2], [1000]])
def test_what_fits_no_scale_is_no_scale(ratings):
    assert guess_scale(ratings) is None


@settings(deadline=None)
@given(st.sampled_from(sorted(SCALES)), st.floats(0, 100), st.floats(0, 100))
def test_a_better_rating_never_reads_worse(name, one, other):
    low, high = (SCALES[name].read(rating) for rating in sorted((one, other)))
    if low and high:
        assert -1 <= low.value <= high.value <= 1
        order = ["negative", "neutral", "positive"]
        assert order.index(low.label) <= order.index(high.label)


def test_plain_words_are_taken_at_their_word_and_mixed_ones_not():
    readings = Sentiment().read(
        [
            "I love this app!",
            "Terrible, worst app ever",
            "nul, très déçu",
            "great but it crashes",
            "blue",
        ]
    )
    assert [reading and reading.label for reading in readings] == [
        "positive",
        "negative",
        "negative",
        None,
        None,
    ]
    assert {reading.basis for reading in readings if reading} == {"words"}
    assert [
        reading and reading.label for reading in Sentiment().read(["not good", "not great"])
    ] != [
        "positive",
        "positive",
    ]


def trained(messages: tuple[list[str], list[str]]) -> Sentiment:
    texts, kinds = messages
    feelings = {"problem": "negative", "praise": "positive", "request": "neutral"}
    return Sentiment.train(texts, hashed(texts), [feelings.get(kind) for kind in kinds])


def test_words_of_trade_courtesy_or_another_language_are_not_taken_for_a_feeling():
    readings = Sentiment().read(
        [
            "My top up is incomplete",
            "There is an extra fee on my statement",
            "When will my refund come through",
            "Liebe Kollegen, wo finde ich den Beleg",
            "Where is my card, thanks",
            "I won't be happy unless I get a card",
        ]
    )
    assert readings == [None] * 6


def test_labels_teach_and_ratings_still_win(messages):
    sentiment = trained(messages)
    assert sentiment.report is not None
    assert (sentiment.report.examples, sentiment.report.macro_f1 > 0.9) == (90, True)
    texts = ["the parcel crashes all the time", "the parcel crashes all the time"]
    unrated, rated = sentiment.read(texts, hashed(texts), ratings=[None, 5], scale=SCALES["stars"])
    assert unrated is not None
    assert rated is not None
    assert (unrated.label, unrated.basis) == ("negative", "model")
    assert unrated.value < -0.2
    assert (rated.label, rated.basis) == ("positive", "rating")


def test_labels_that_cannot_be_learnt_make_it_silent():
    texts = [f"text number {number}" for number in range(200)]
    labels = ["negative" if number % 7 < 3 else "positive" for number in range(200)]
    noise = np.random.default_rng(1).normal(size=(200, 16))
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    report = Sentiment.train(texts, noise, labels).report
    assert report is not None
    assert report.coverage < 0.2


def test_saved_and_loaded_it_reads_the_same(messages, tmp_path):
    sentiment = trained(messages)
    sentiment.save(tmp_path / "sentiment.npz")
    texts = messages[0]
    again = Sentiment.load(tmp_path / "sentiment.npz")
    assert again.read(texts, hashed(texts)) == sentiment.read(texts, hashed(texts))
    assert again.report == sentiment.report


def test_report_counts_silence_as_a_miss():
    from sous.engines.classify.report import Report, report_on

    report = report_on(("a", "b"), np.array([0, 0, 1, 1]), np.array([0, -1, 1, 0]))
    assert report.confusion == ((1, 0, 1), (1, 1, 0))
    assert (report.coverage, report.accuracy) == (0.75, pytest.approx(2 / 3))
    assert report.macro_f1 == pytest.approx((2 / 4 + 2 / 3) / 2)
    assert report.macro_f1_spoken == pytest.approx((2 / 3 + 2 / 3) / 2)
    assert Report.from_dict(report.as_dict()) == report
