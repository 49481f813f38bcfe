"""What is new in a stream."""

from datetime import UTC, datetime, timedelta

import numpy as np

from sous.engines import themes
from sous.engines.themes.compute import unit
from sous.engines.themes.emerging import WINDOW, strangeness

START = datetime(2026, 3, 1, tzinfo=UTC)


def test_a_new_subject_is_flagged_as_one(maker):
    past = maker.draw(60, [0, 1, 2, 3, 4])
    model = themes.discover(past.texts, vectors=past.vectors)
    usual, new = maker.draw(15, [0, 1, 2, 3, 4]), maker.draw(9, [5])
    vectors = np.vstack([usual.vectors, new.vectors])
    times = [START + timedelta(hours=i) for i in range(len(vectors))]
    accounts = ["ACME" if i % 3 else None for i in range(len(vectors))]
    flags = themes.emerging(model, vectors, times=times, accounts=accounts)
    assert len(flags) == 1
    assert set(flags[0].members) == set(range(75, 84))
    assert flags[0].since == times[75]
    assert flags[0].accounts == ("ACME",)
    assert flags[0].per_week == 9 * 7


def test_the_usual_is_not_flagged(maker):
    past = maker.draw(60)
    model = themes.discover(past.texts, vectors=past.vectors)
    assert themes.emerging(model, maker.draw(15).vectors) == []


def test_a_long_stream_is_looked_through_in_windows(maker):
    past = maker.draw(20)
    model = themes.discover(past.texts, vectors=past.vectors)
    earlier, later = unit(maker.draw(250).vectors), unit(maker.draw(250).vectors)
    assert len(earlier) == len(later) == WINDOW
    apart = np.concatenate([strangeness(model, earlier), strangeness(model, later)])
    np.testing.assert_allclose(strangeness(model, np.vstack([earlier, later])), apart, atol=1e-5)


def test_nothing_new_in_nothing(maker):
    past = maker.draw(20)
    model = themes.discover(past.texts, vectors=past.vectors)
    assert themes.emerging(model, past.vectors[:0]) == []
    assert themes.emerging(model, past.vectors[:3]) == []
