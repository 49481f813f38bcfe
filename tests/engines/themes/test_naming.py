"""Names that a person recognises."""

import numpy as np

from sous.engines.themes.naming import name_groups, phrases
from sous.engines.themes.words import tokens

ABOUT = {
    0: ["the exchange rate is wrong", "wrong exchange rate again", "exchange rate was wrong"],
    1: ["mon mot de passe est refusé", "le mot de passe ne marche pas", "mot de passe oublié"],
    2: ["die Rechnung fehlt", "meine Rechnung ist falsch", "wo ist die Rechnung"],
}


def test_names_say_what_the_theme_says_in_any_language():
    texts = [t for group in ABOUT.values() for t in group]
    labels = np.repeat(np.arange(3), 3)
    names = [n.name.casefold() for n in name_groups(texts, labels, 3)]
    assert "exchange rate" in names[0]
    assert "mot de passe" in names[1]
    assert "rechnung" in names[2]


def test_phrases_neither_begin_nor_end_with_grammar():
    found = phrases(["where", "is", "the", "status", "of", "order"], {"where", "is", "the", "of"})
    assert found == {"status", "order", "status of order"}


def test_equal_groups_get_different_names():
    names = name_groups(["late delivery"] * 8, np.repeat([0, 1], 4), 2)
    assert names[0].name != names[1].name


def test_wordless_groups_have_a_name_too():
    names = name_groups(["😡", "123", "??"], np.array([0, 0, 1]), 2)
    assert names[0].name
    assert names[1].name
    assert names[0].name != names[1].name


def test_a_forwarded_message_counts_once():
    said = "both owners stood there with folded arms and looked at me by the slings"
    texts = [
        said,
        f"Fwd from Gary: {said}",
        "boats on the lift",
        "two boats on one lift",
        "no lift",
    ]
    other = ["invoice is wrong", "send the invoice", "invoice again", "the invoice"]
    name = name_groups(texts + other, np.repeat([0, 1], [5, 4]), 2)[0].name.casefold()
    assert "lift" in name
    assert "folded" not in name


def test_what_every_theme_says_does_not_name_one():
    texts = ["app login fails", "login of the app broken", "my app, no login"]
    texts += ["sync fails in the app", "app does not sync", "sync, app"]
    login, sync = name_groups(texts, np.repeat([0, 1], 3), 2)
    assert login.keywords == ("login",)
    assert sync.keywords == ("sync",)


def test_a_phrase_does_not_reach_across_a_pause():
    texts = ["Wrong rate. Card blocked", "wrong rate, card stolen", "wrong rate; card lost"]
    keywords = name_groups(texts, np.zeros(3, np.int64), 1)[0].keywords
    assert "wrong rate" in keywords
    assert "rate card" not in keywords


def test_articles_and_possessives_are_no_part_of_a_word():
    assert tokens("L'application du club’s owner, aujourd'hui") == [
        "application",
        "du",
        "club",
        "owner",
        "aujourd'hui",
    ]
