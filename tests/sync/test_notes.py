"""A note event on an invitation, over time: the plan ends with the invitation, also for who has lost the ledger."""

from tests.sync.world import HOUR, MONDAY, World, changes, interview

ORGANIZED = "ORGANIZER:mailto:hr@acme.example\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:me@example.org"


def noted(world: World) -> None:
    """An invitation with a note on it, and their follow-ups."""
    world.put(interview("invitation", title="Onsite at Acme", description="", more=ORGANIZED), "invitation.ics")
    world.put(interview("note", title="#interview final", description="Decision: 2026-10-29\\nInterviewers: Jane Doe"))
    assert world.cycle(MONDAY).created == 4


def test_when_the_invitation_goes_the_follow_ups_go_also_without_the_ledger(world: World) -> None:
    noted(world)
    world.lose_ledger()
    world.store.remove("Personal", "invitation.ics")
    world.cycle(MONDAY + HOUR)
    assert world.ours() == []
    assert changes(world.cycle(MONDAY + 2 * HOUR)) == []


def test_a_note_that_was_edited_is_planned_for_itself(world: World) -> None:
    noted(world)
    world.lose_ledger()
    world.store.remove("Personal", "invitation.ics")
    world.put(interview("note", title="#interview", description="Decision: 2026-10-30\\nInterviewers: Jane Doe"))
    world.cycle(MONDAY + HOUR)
    assert world.ours()


def test_an_edit_of_the_note_that_changes_no_plan_costs_no_write(world: World) -> None:
    noted(world)
    world.put(interview("note", title="#interview final ", description="Decision: 2026-10-29\\nInterviewers: Jane Doe"))
    assert changes(world.cycle(MONDAY + HOUR)) == []
