"""A small corpus with three clear themes, and the words to make more of it."""

import itertools
from datetime import timedelta

import pytest

TOPICS = {
    "offline": [
        "The app loses my readings when there is no signal on the pier",
        "No reception in the boat shed and the app forgets the readings",
        "Offline mode lost all meter readings again today",
        "Without signal the readings are gone after I close the app",
        "Please make the readings work offline, the pier has no reception",
        "Readings vanish when the phone has no network",
        "The meter readings I typed without signal were not saved",
        "Lost my readings because the network dropped on the pier",
    ],
    "invoice": [
        "The invoice shows the wrong VAT rate for Norway",
        "VAT on my invoice is calculated wrongly",
        "Wrong tax on the invoice for our Norwegian customer",
        "Invoices have an incorrect VAT number",
        "Please fix the VAT on invoices to customers abroad",
        "The tax rate printed on our invoices is wrong",
        "Invoice PDF shows zero VAT although it should be 25 percent",
        "VAT is missing from the invoice that you sent",
    ],
    "calendar": [
        "Dragging a booking in the calendar is very slow",
        "The calendar takes ten seconds to open the week view",
        "Planner calendar freezes when I move a booking",
        "Slow calendar, I wait for every drag of a booking",
        "Week view of the calendar hangs with many bookings",
        "Moving bookings in the calendar feels sluggish",
        "The booking calendar is painfully slow on Mondays",
        "Calendar performance is bad when we have many bookings",
    ],
}


@pytest.fixture
def say(owner, now):
    """Keep one item; further calls come a minute later each."""
    from sous.feedback import commands

    minutes = itertools.count()

    def say(text, **values):
        at = values.pop("at", now) + timedelta(minutes=next(minutes))
        return commands.submit_item(actor=owner, at=at, text=text, **values)

    return say


@pytest.fixture
def corpus(say):
    """48 items about three topics, each twice in other words. Returns topic → items."""
    found = {topic: [] for topic in TOPICS}
    for topic, texts in TOPICS.items():
        for text in texts:
            found[topic].append(say(text))
            found[topic].append(say(f"Hello team, {text[:1].lower()}{text[1:]}. Thanks"))
    return found


@pytest.fixture
def built(corpus, run_jobs):
    """The corpus with its themes built and counted."""
    run_jobs()
    return corpus
