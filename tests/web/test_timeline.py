"""Where moments lie, for any moments."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from sync.web.timeline import _Scale

MOMENTS = st.lists(
    st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2040, 1, 1), timezones=st.just(UTC)), min_size=1
)
BERLIN = ZoneInfo("Europe/Berlin")


def number(place: str) -> float:
    return float(place.removesuffix("%"))


@given(MOMENTS)
def test_every_moment_has_its_place_in_order_and_away_from_the_edges(moments: list[datetime]) -> None:
    scale = _Scale.over(moments)
    places = [number(scale.place(moment)) for moment in sorted(moments)]
    assert places == sorted(places)
    assert all(5.9 <= place <= 94.1 for place in places)


@given(MOMENTS)
def test_there_are_some_days_to_read_and_never_too_many(moments: list[datetime]) -> None:
    ticks = list(_Scale.over(moments).ticks(BERLIN))
    assert len(ticks) <= 8
    places = [number(place) for place, _ in ticks]
    assert places == sorted(places)
    assert all(5.9 <= place <= 94.1 for place in places)
