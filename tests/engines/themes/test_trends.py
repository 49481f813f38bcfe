"""Growth with an interval."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from sous.engines import themes
from sous.engines.themes.trends import benjamini_hochberg, rate_ratio_interval


def test_clear_growth_is_called_and_the_rest_is_not():
    found = {t.key: t for t in themes.trend({1: (10, 60), 2: (20, 22), 3: (50, 9), 4: (0, 0)})}
    verdicts = {key: t.verdict for key, t in found.items()}
    assert verdicts == {1: "growing", 2: "steady", 3: "shrinking", 4: "steady"}
    assert found[1].ratio == 6.0
    assert found[1].low < 6.0 < found[1].high


def test_exposure_counts():
    (longer,) = themes.trend({1: (10, 40)}, (7, 28))
    assert longer.ratio == 1.0
    assert longer.verdict == "steady"


def test_looking_at_many_calls_fewer():
    alone = themes.trend({0: (5, 15)})[0]
    many = themes.trend(dict.fromkeys(range(1, 200), (10, 10)) | {0: (5, 15)})[-1]
    assert alone.verdict == "growing"
    assert many.verdict == "steady"
    assert many.p == alone.p


def test_false_alarms_stay_below_the_rate():
    random = np.random.default_rng(0)
    alarms = 0
    for _ in range(40):
        counts = {i: (int(random.poisson(20)), int(random.poisson(20))) for i in range(50)}
        alarms += any(t.verdict != "steady" for t in themes.trend(counts))
    assert alarms <= 8


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_adjusted_p_values_are_those_of_scipy(p):
    assert np.allclose(benjamini_hochberg(p), false_discovery_control(p))


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_interval_holds_the_ratio(before, now):
    low, high = rate_ratio_interval(before, now, 1.0, 0.1)
    ratio = now / before if before else (float("inf") if now else 1.0)
    assert low <= ratio <= high


def test_senseless_counts_are_refused():
    with pytest.raises(ValueError, match="negative"):
        themes.trend({1: (-1, 2)})
    with pytest.raises(ValueError, match="positive"):
        themes.trend({1: (1, 2)}, (0, 1))
