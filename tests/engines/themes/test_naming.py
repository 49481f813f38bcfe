"""Names that a person recognises."""

import numpy as np

from sous.engines.themes.naming import name_groups, phrases

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
