"""Paging by cursor."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.conftest import NOW

from sous.kernel.errors import Invalid
from sous.kernel.models import JournalEntry
from sous.kernel.paging import page_of

ORDER = ["-kind", "-pk"]


class Walk(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(kinds=st.lists(st.sampled_from("abc"), max_size=12), size=st.integers(1, 5))
    def test_walking_forth_and_back_meets_every_row_once(self, kinds, size):
        for kind in kinds:
            JournalEntry.objects.create(
                at=NOW, kind=kind, actor_kind="system", actor_name="x", line="x"
            )
        rows = JournalEntry.objects.all()
        expected = [row.pk for row in rows.order_by(*ORDER)]
        forth, pages, cursor = [], [], ""
        while True:
            page = page_of(rows, ORDER, cursor=cursor, size=size)
            forth += [row.pk for row in page.rows]
            pages.append([row.pk for row in page.rows])
            cursor = page.next
            if not cursor:
                break
        back = []
        while page.previous:
            page = page_of(rows, ORDER, cursor=page.previous, size=size)
            back.insert(0, [row.pk for row in page.rows])
        assert forth == expected
        assert back == pages[:-1]

    @settings(max_examples=25, deadline=None)
    @given(
        kinds=st.lists(st.sampled_from("abc"), max_size=12),
        wanted=st.sets(st.sampled_from("abcd"), min_size=2),
        size=st.integers(1, 5),
    )
    def test_several_values_of_a_column_come_in_one_order(self, kinds, wanted, size):
        for kind in kinds:
            JournalEntry.objects.create(
                at=NOW, kind=kind, actor_kind="system", actor_name="x", line="x"
            )
        rows = JournalEntry.objects.filter(kind__in=sorted(wanted))
        found, cursor = [], ""
        while True:
            page = page_of(rows, ["-pk"], cursor=cursor, size=size)
            found += [row.pk for row in page.rows]
            cursor = page.next
            if not cursor:
                break
        assert found == [row.pk for row in rows.order_by("-pk")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "cursor", ["x", "!!", "W10", "WzAsMV0", "WzAsbnVsbCwxXQ", "WzAsW10sMV0", "Wy" * 200]
)
def test_a_broken_cursor_is_refused(cursor):
    with pytest.raises(Invalid):
        page_of(JournalEntry.objects.all(), ["-at", "-pk"], cursor=cursor)
