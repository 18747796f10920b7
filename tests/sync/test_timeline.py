"""Where moments lie, for any moments."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from sync.timeline import Scale

MOMENTS = st.lists(
    st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2040, 1, 1), timezones=st.just(UTC)), min_size=1
)
BERLIN = ZoneInfo("Europe/Berlin")


@given(MOMENTS)
def test_every_moment_has_its_place_in_order_and_away_from_the_edges(moments: list[datetime]) -> None:
    scale = Scale.over(moments)
    places = [scale.place(moment) for moment in sorted(moments)]
    assert places == sorted(places)
    assert all(0.0599 <= place <= 0.9401 for place in places)


@given(MOMENTS)
def test_there_are_some_days_to_read_and_never_too_many(moments: list[datetime]) -> None:
    ticks = list(Scale.over(moments).ticks(BERLIN))
    assert len(ticks) <= 8
    places = [place for place, _ in ticks]
    assert places == sorted(places)
    assert all(0.0599 <= place <= 0.9401 for place in places)
