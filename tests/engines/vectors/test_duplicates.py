import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sous.engines.vectors import encode, near_duplicates
from sous.engines.vectors.duplicates import essence

MESSAGE = "The invoice export drops the last column whenever I filter by region."
SAME = [
    MESSAGE.upper(),
    MESSAGE.replace(" ", "  \t").replace(".", "!!!"),
    f"  {MESSAGE}\n\n",
    f"{MESSAGE}\n\n-- \nJo Lind\nHead of billing\n+49 30 1234567",
    f"{MESSAGE}\n\nBest regards,\nJo",
    f"{MESSAGE}\n\nMit freundlichen Grüßen\nJo Lind",
    f"{MESSAGE}\nSent from my iPhone",
    f"{MESSAGE}\n\nOn Mon, 3 Mar 2025, Support <help@example.org> wrote:\n> Hello Jo\n> How?",
    f"> What is wrong?\n{MESSAGE}",
    f"{MESSAGE}\n\n-----Original Message-----\nFrom: support\nHow can we help?",
]


@pytest.mark.parametrize("variant", SAME)
def test_what_mail_does_to_a_text_does_not_make_another_message(variant):
    assert near_duplicates([MESSAGE, "Where is my card?", variant]).tolist() == [0, 1, 0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The app is now working", "The app is not working"),
        ("Great", "Create"),
        (
            "I was charged 20 euros twice for the order",
            "I was charged 30 euros twice for the order",
        ),
        (
            "After the update I can open the shared calendar on my phone again",
            "After the update I cannot open the shared calendar on my phone again",
        ),
        ("👍", "👎"),
        ("", "ok"),
    ],
)
def test_texts_that_say_something_else_stay_apart(one, other):
    assert near_duplicates([one, other]).tolist() == [0, 1]


def test_a_slip_of_the_pen_in_a_long_text_is_the_same_message():
    typo = MESSAGE.replace("whenever", "whenver")
    assert near_duplicates([MESSAGE, typo]).tolist() == [0, 0]
    assert near_duplicates([MESSAGE, typo], encode([MESSAGE, typo])).tolist() == [0, 0]


def test_vectors_may_part_what_letters_join():
    typo = MESSAGE.replace("whenever", "whenver")
    assert near_duplicates([MESSAGE, typo], np.eye(2, 384, dtype=np.float32)).tolist() == [0, 1]


def test_none_and_empty_texts():
    assert near_duplicates([]).tolist() == []
    assert near_duplicates(["", "", " "]).tolist() == [0, 0, 0]


def test_a_message_that_is_only_a_quote_or_a_farewell_keeps_its_words():
    assert essence("> only quoted") == "only quoted"
    assert essence("Thanks,\nJo") == "thanks jo"


hostile = st.text(st.characters(exclude_categories=()), max_size=80)


@settings(max_examples=60, deadline=None)
@given(st.lists(hostile, max_size=8))
def test_any_text_is_its_own_duplicate(some):
    groups = near_duplicates([*some, *some])
    assert groups[: len(some)].tolist() == groups[len(some) :].tolist()
    assert all(groups[group] == group for group in groups)
