from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from providers.interface import FIELDS
from sync.fields import Fields, differing, encode_base, merge, touched

lines = st.lists(st.sampled_from(["brief", "to Jane", "why", "- rule", "", "footer", "mine", "mine too"]), max_size=8)
fields = st.builds(
    Fields,
    title=st.sampled_from(["Email Jane", "Call Jane", "Post a letter"]),
    start=st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2027, 1, 1), timezones=st.just(UTC)).map(
        lambda moment: moment.replace(second=0, microsecond=0)
    ),
    duration=st.sampled_from([timedelta(minutes=15), timedelta(minutes=30)]),
    description=lines.map("\n".join),
    location=st.sampled_from(["", "1 Main St"]),
    reminder=st.sampled_from([None, timedelta(minutes=10)]),
)

PLAN = Fields(
    title="Email Jane",
    start=datetime(2026, 10, 5, 21, 30, tzinfo=UTC),
    duration=timedelta(minutes=15),
    description="Say thanks.\n\nWhy this moment:\n- decision Wed\n\nPlanned by us.",
    reminder=timedelta(minutes=10),
)
BASE = encode_base(PLAN)


@given(fields)
def test_what_was_written_and_not_touched_is_untouched(written: Fields) -> None:
    assert touched(written, encode_base(written)) == frozenset()


@given(fields, fields)
def test_untouched_fields_follow_the_plan(written: Fields, planned: Fields) -> None:
    result = merge(planned, written, encode_base(written))
    assert differing(result.fields, planned) == frozenset()
    assert result.kept == frozenset()
    assert touched(result.fields, result.base) == frozenset()


@given(fields, fields, fields)
def test_a_field_that_the_person_changed_stays_as_they_left_it(written: Fields, found: Fields, planned: Fields) -> None:
    base = encode_base(written)
    result = merge(planned, found, base)
    for name in touched(found, base) - {"description"}:
        assert getattr(result.fields, name) == getattr(found, name)


@given(fields, fields, fields)
def test_merging_again_changes_nothing(written: Fields, found: Fields, planned: Fields) -> None:
    once = merge(planned, found, encode_base(written))
    again = merge(planned, once.fields, once.base)
    assert differing(again.fields, once.fields) == frozenset()
    assert again.base == once.base


@given(fields, fields, fields, fields)
def test_a_touched_field_stays_touched_whatever_the_plan_does_next(
    written: Fields, found: Fields, planned: Fields, later: Fields
) -> None:
    base = encode_base(written)
    once = merge(planned, found, base)
    twice = merge(later, once.fields, once.base)
    for name in touched(found, base) - {"description"}:
        assert getattr(twice.fields, name) == getattr(found, name)


def test_a_line_that_the_person_added_survives_a_new_plan() -> None:
    found = replace(PLAN, description=PLAN.description.replace("Say thanks.", "Say thanks.\nMention the garden."))
    planned = replace(PLAN, description=PLAN.description.replace("Wed", "Fri"))
    assert merge(planned, found, BASE).fields.description == (
        "Say thanks.\nMention the garden.\n\nWhy this moment:\n- decision Fri\n\nPlanned by us."
    )


def test_a_line_that_the_person_removed_stays_away() -> None:
    found = replace(PLAN, description="Say thanks.\n\nWhy this moment:\n- decision Wed\n")
    planned = replace(PLAN, description=PLAN.description.replace("Say thanks.", "Say many thanks."))
    merged = merge(planned, found, BASE).fields.description
    assert "Planned by us." not in merged
    assert merged.startswith("Say many thanks.")


def test_where_both_changed_a_line_the_persons_stays() -> None:
    found = replace(PLAN, description=PLAN.description.replace("- decision Wed", "- decision on Thursday, said Jane"))
    planned = replace(PLAN, description=PLAN.description.replace("- decision Wed", "- decision Fri"))
    assert "said Jane" in merge(planned, found, BASE).fields.description


def test_a_servers_rewriting_is_no_edit() -> None:
    found = replace(
        PLAN,
        title=" Email  Jane ",
        start=PLAN.start.astimezone(timezone(timedelta(hours=-4))) if isinstance(PLAN.start, datetime) else PLAN.start,
        description=PLAN.description.replace("\n", "  \r\n") + "\r\n\r\n",
    )
    assert touched(found, BASE) == frozenset()


def test_an_event_that_lost_its_base_is_wholly_the_persons() -> None:
    planned = replace(PLAN, title="Call Jane", description="other")
    assert touched(PLAN, "") == frozenset(FIELDS)
    assert differing(merge(planned, PLAN, "").fields, PLAN) == frozenset()


def test_what_the_person_kept_and_the_plan_wants_too_is_not_reported() -> None:
    found = replace(PLAN, title="Call Jane")
    assert merge(replace(PLAN, title="Call Jane"), found, BASE).kept == frozenset()
    assert merge(PLAN, found, BASE).kept == {"title"}
