"""Sentences for a large made-up workspace: few subjects, many ways to say them, and rare words.

Every text speaks about one of 150 themes (a subject and a complaint or wish about it), with an
opening, a circumstance, an ending, and now and then a name, a number or a version, so that an index
of words has both common and rare ones.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

GROUPS: dict[str, list[str]] = {
    "Reports": ["monthly report", "dashboard", "chart export"],
    "Billing": ["invoice", "card payment", "VAT number"],
    "Sign-in": ["single sign-on", "password reset", "two-step login"],
    "Calendar": ["calendar sync", "shift planner", "public holidays"],
    "Mobile": ["phone app", "offline mode", "push message"],
    "Search": ["search box", "saved filter", "tag list"],
    "Files": ["file upload", "image preview", "shared folder"],
    "People": ["guest account", "permission", "team directory"],
    "Connections": ["webhook", "spreadsheet import", "API token"],
    "Editing": ["text editor", "comment thread", "template"],
}
ASPECTS: dict[str, tuple[str, float, list[str]]] = {
    "is slow": (
        "problem",
        -0.6,
        [
            "the {s} takes half a minute before anything shows",
            "waiting for the {s} costs us the better part of the morning",
            "the {s} has become painfully slow since the last update",
        ],
    ),
    "fails": (
        "problem",
        -0.8,
        [
            "the {s} stops with an error and everything typed is gone",
            "every second try with the {s} ends in a blank page",
            "the {s} says something went wrong and never says what",
        ],
    ),
    "lacks options": (
        "request",
        0.0,
        [
            "it would help if the {s} could be set for a whole team at once",
            "please let us choose the columns and the order in the {s}",
            "could the {s} remember what I picked the last time",
        ],
    ),
    "is hard to find": (
        "question",
        -0.1,
        [
            "where do I find the {s}, it used to be in the menu at the left",
            "how do I explain the {s} to new colleagues, nobody understands it",
            "is there a guide about the {s} that a beginner can follow",
        ],
    ),
    "is liked": (
        "praise",
        0.8,
        [
            "the new {s} saves me an hour every single week",
            "our people love the {s}, it just does what it should",
            "hats off for the {s}, the best thing you made this year",
        ],
    ),
}
OPENINGS = [
    "Hello,",
    "Hi there,",
    "Good morning,",
    "Since Tuesday",
    "To be honest,",
    "Just so you know:",
    "As discussed on the phone,",
    "Third time I write:",
    "For our branch in {place}",
    "On version {v}",
    "",
    "",
    "",
]
MIDDLES = [
    "We are {n} people in {place} and it touches all of us.",
    "It happened to {name} and to me on the same day.",
    "Ticket {n} has the details.",
    "In the browser it is the same as in the app.",
    "Our auditor asked about it twice.",
    "Before the update it worked without a hitch.",
    "I tried it on another machine with the same result.",
    "The customer {rare} is waiting for it.",
    "",
    "",
    "",
]
ENDINGS = [
    "Thanks for looking into it.",
    "Please call me back.",
    "Otherwise we are content.",
    "When can we expect a change?",
    "Greetings, {name}",
    "Kind regards from {place}",
    "",
    "",
    "",
]
NAMES = [
    "Amira", "Bastian", "Chiara", "Dmitri", "Elif", "Fiona", "Goran", "Hanna", "Ivo", "Jelena",
    "Kwame", "Lotte", "Mehmet", "Nadia", "Oskar", "Priya", "Quentin", "Rosa", "Samir", "Tove",
    "Umberto", "Vera", "Wanda", "Ximena", "Yusuf", "Zoe",
]  # fmt: skip
SURNAMES = [
    "Abel", "Brandt", "Castellan", "Dorn", "Eriksen", "Falk", "Grieg", "Hollow", "Ihle", "Jansen",
    "Kern", "Lindqvist", "Moreau", "Norden", "Okafor", "Petrov", "Quill", "Ritter", "Sand",
    "Tanaka", "Ulm", "Varga", "Weiss", "Yilmaz", "Zander",
]  # fmt: skip
PLACES = ["Lyon", "Graz", "Porto", "Turku", "Ghent", "Brno", "Cork", "Basel", "Malmo", "Split"]
SYLLABLES = ["ka", "lo", "mir", "ten", "dra", "vel", "os", "fin", "bar", "qua", "zen", "tor", "ul"]


@dataclass(frozen=True)
class Subject:
    """What a theme is about: its name, its group, the kind and mood of what is said, and how."""

    name: str
    group: str
    kind: str
    mood: float
    ways: list[str]


def subjects() -> list[Subject]:
    """The 150 themes in a fixed order."""
    return [
        Subject(
            f"{noun} {aspect}".capitalize(), group, kind, mood, [way.format(s=noun) for way in ways]
        )
        for group, nouns in GROUPS.items()
        for noun in nouns
        for aspect, (kind, mood, ways) in ASPECTS.items()
    ]


def rare(chance: random.Random) -> str:
    """One of some ten thousand invented words."""
    return "".join(chance.choice(SYLLABLES) for _ in range(4)).capitalize()


def text(subject: Subject, chance: random.Random) -> str:
    """What one person says about a subject: 40 to 400 characters."""
    pick = chance.choice
    parts = [pick(OPENINGS), pick(subject.ways) + ".", pick(MIDDLES)]
    if chance.random() < 0.4:
        parts.append(pick(MIDDLES))
    parts.append(pick(ENDINGS))
    said = " ".join(part for part in parts if part)
    if "{" in said:
        said = said.format(
            place=pick(PLACES),
            name=pick(NAMES),
            n=chance.randrange(3, 90_000),
            v=f"{chance.randrange(1, 9)}.{chance.randrange(20)}",
            rare=rare(chance),
        )
    return said[:1].upper() + said[1:]
