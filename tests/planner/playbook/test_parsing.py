"""Reading a playbook: the bundled one is sound, and a bad one is told all its problems at once."""

import pytest

from planner.playbook import PlaybookError, parse
from tests.planner.planned import agenda, hire, interview, notes, playbook, text

TITLE = 'email = "Email {who} ({company}): {about}"'


def problems(*changes: tuple[str, str]) -> list[str]:
    changed = text()
    for old, new in changes:
        assert old in changed, old
        changed = changed.replace(old, new, 1)
    with pytest.raises(PlaybookError) as caught:
        parse(changed, "mine.toml")
    assert str(caught.value) == "\n".join(caught.value.problems)
    return [problem.removeprefix("mine.toml: ") for problem in caught.value.problems]


def test_the_bundled_playbook_is_the_article_s() -> None:
    bundled = playbook()
    assert bundled.name == "yate-2012"
    named = {rule for step in bundled.steps for rule in step.rules}
    # S2, S12 and S21 are about the words, the stage and the strength; S16 stands for the letter of the week.
    assert named == {f"S{number}" for number in range(1, 21)} - {"S2", "S12"}


def test_a_band_is_found_for_every_number_of_business_days() -> None:
    bundled = playbook()
    assert [bundled.band("more", days).name for days in (0, 1, 2, 3, 4, 9000, None)] == [
        "more.same_day",
        "more.48h",
        "more.48h",
        "more.short",
        "more.week",
        "more.week",
        "more.unknown",
    ]
    assert [bundled.band("decision", days).name for days in (0, 2, 3, None)] == [
        "decision.same_day",
        "decision.imminent",
        "decision.campaign",
        "decision.unknown",
    ]


def test_no_toml_is_told_with_its_line() -> None:
    assert problems(("schema = 1", "schema 1"))[0].startswith("no TOML: Expected '=' after a key")


def test_five_slips_in_one_file_are_told_at_once_with_their_places() -> None:
    found = problems(
        ('tonight = "21:30"', 'tonight = "9:30 pm"'),
        ('carrier = "default"', 'carrier = "pigeon"\ncolour = "red"'),
        (
            'name = "more.short"\nstage = "more"\nbusiness_days = [3, 3]',
            'name = "more.short"\nstage = "more"\nbusiness_days = [2, 3]',
        ),
        ('step = "thank-you"', 'step = "thanks"'),
        ('when = "rush"', 'when = "soon"'),
    )
    assert 'emails.tonight: a time of day is written "HH:MM", from "00:00" to "23:59", not \'9:30 pm\'' in found
    assert "mail.colour: unknown key" in found
    assert 'step[6] (morning-call).step: there is no step "thanks"' in found
    assert 'band: "more.48h" and "more.short" overlap: a number of business days has one band in a stage' in found
    assert any(one.startswith("step[1] (thank-you): ") and "soon" in one for one in found)
    assert len(found) == 5


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("schema = 1", "schema = 2", "schema: Input should be 1, not 2"),
        ("schema = 1\n", "", "schema: is missing"),
        ("schema = 1\n", "schema = 1\nextra = 1\n", "extra: unknown key"),
        (
            'intensity = "full"',
            'intensity = "fuller"',
            "intensity: Input should be 'full', 'standard' or 'light', not 'fuller'",
        ),
        (
            "apart_minutes = 5",
            "apart_minutes = -5",
            "emails.apart_minutes: Input should be greater than or equal to 0, not -5",
        ),
        ("apart_minutes = 5", "", "emails.apart_minutes: is missing"),
        ("calls = true", 'calls = "no"', "channels.calls: Input should be a valid boolean, not 'no'"),
        (
            'morning = "07:30"',
            'morning = "23:30"',
            "emails: earliest, morning, tonight and latest must follow each other in this order",
        ),
        ('latest = "16:30"', 'latest = "08:30"', "calls: earliest must come before latest"),
        (
            'awake = ["07:00", "22:00"]',
            'awake = ["22:00", "07:00"]',
            "calls.awake: the first time must come before the second",
        ),
        (
            'latest = "16:30"',
            'latest = "15:30"',
            "step[6] (morning-call).late_at: 16:00 lies outside the hours of [calls]",
        ),
        ('drop_off = "16:00"', 'drop_off = "17:30"', "mail.letter: drop_off must not be later than cutoff"),
        (
            'carrier = "default"',
            'carrier = "pigeon"',
            'mail.carrier: there is no carrier "pigeon"; [carriers] has default, ',
        ),
        (
            "{ letter = 2, courier = 1 }",
            "{ letter = 0, courier = 1 }",
            "carriers.default.letter: Input should be greater than or equal to 1, not 0",
        ),
        (
            TITLE,
            'email = "Email {whom}"',
            'titles.email: "Email {whom}" can be filled with {who}, {company}, {about}, {arrives}, {number}',
        ),
        (TITLE, 'email = "Email {who"', 'titles.email: "Email {who" can be filled with'),
        (
            'discreet_email = "Send the email ({number})"',
            'discreet_email = "Email {who}"',
            'titles.discreet_email: "Email {who}" can be filled with {arrives}, {number}',
        ),
        ('name = "more.48h"', 'name = "more.short"', 'band: two bands are called "more.short"'),
        (
            "business_days = [1, 2]",
            "business_days = [2, 2]",
            'band: stage "more" has no band for 1 business days, before "more.48h"',
        ),
        ("business_days = [1, 2]", "business_days = [1, 3]", 'band: "more.48h" and "more.short" overlap'),
        ("business_days = [1, 2]", "business_days = [1, 0]", 'band: "more.48h" ends before it begins'),
        (
            'business_days = [4, "or more"]',
            "business_days = [4, 90]",
            'band: the last band of stage "more" must end with "or more"',
        ),
        ('business_days = [4, "or more"]', 'business_days = [4, "and more"]', "band[4] (more.week).business_days"),
        (
            'business_days = "unknown"',
            "business_days = [5, 6]",
            'band: stage "more" needs exactly one band with business_days = "unknown", not 0',
        ),
        ('bands = ["more.48h"]', 'bands = ["more.49h"]', 'step[2] (thank-you).bands: there is no band "more.49h"'),
        ('bands = ["more.48h"]', "bands = []", "step[2] (thank-you): a step has either bands or an outcome"),
        (
            'bands = ["more.48h"]',
            'bands = ["more.short"]',
            'step[3] (thank-you): "thank-you" stands twice in "more.short"',
        ),
        (
            'bands = ["more.48h"]',
            'bands = ["more.short"]',
            'step: band "more.48h" has no step "thank-you": something is always owed',
        ),
        (
            'apart_from = "letter"',
            'apart_from = "final-call"',
            'step[11] (final-letter).apart_from: no earlier step "final-call" in decision.campaign',
        ),
        (
            'instead_of = "letter"',
            'instead_of = "lettre"',
            'step[9] (morning-call).instead_of: there is no step "lettre"',
        ),
        ('id = "final-call"', 'id = "Final call"', "step[12] (Final call).id: String should match pattern"),
        ('channel = "mail"', 'channel = "email"', "step[7] (letter).channel: Input should be 'mail', not 'email'"),
        ('since = "no-news"', 'since = "nonews"', 'step[15] (still-no-news).since: there is no step "nonews"'),
        (
            'since = "decision"',
            'since = "outcome"',
            'step[14] (no-news).since: "outcome" goes with steps that have an outcome, and with no others',
        ),
        ("days = 30", "", "step[17] (rejected-after-30-days): needs either business_days or days together with `at`"),
        (
            "days = 30",
            "days = 30\nbusiness_days = 2",
            "step[17] (rejected-after-30-days): needs either business_days or days together with `at`",
        ),
        ('to = "other applications"', 'to = "everybody"', "step[20] (offer-elsewhere).to: Input should be"),
        (
            'outcome = "offer"\nchannel = "email"\nto = "other applications"',
            'outcome = "withdrawn"\nchannel = "email"\nto = "other applications"',
            'step[20] (offer-elsewhere).to: only an outcome "offer" is told to other applications',
        ),
        (
            'landings = [["courier", 1], ["courier", 2]]',
            "landings = []",
            "step[8] (letter).landings: Tuple should have at least 1 item",
        ),
        (
            'landings = [["courier", 1], ["courier", 2]]',
            'landings = [["pigeon", 1]]',
            "step[8] (letter).landings.0.0: Input should be 'letter' or 'courier', not 'pigeon'",
        ),
        (
            'weekdays = ["Monday", "Tuesday"]',
            'weekdays = ["Sunday"]',
            "step[11] (final-letter).weekdays.0: Input should be",
        ),
        ('when = "rush"', "", "step[1] (thank-you)"),
        (
            'late_at = "16:00"\nwithout_calls = "drop"',
            'late_at = "16:00"\nwithout_calls = "email"',
            "step[6] (morning-call).without_calls: only a call before the real decision can become an email",
        ),
        ("[carriers]", "[carrier]", "carriers: is missing"),
        ("[emails]", "[email]", "emails: is missing"),
    ],
)
def test_every_slip_names_its_place(old: str, new: str, expected: str) -> None:
    assert any(one.startswith(expected) for one in problems((old, new))), problems((old, new))


def test_what_refers_to_a_step_that_waits_must_wait_too() -> None:
    still = 'since = "no-news"\nbusiness_days = 5\nat = "10:00"\nextension = true\nwaits = true'
    assert problems((still, still.replace("waits = true", "waits = false"))) == [
        'step[15] (still-no-news).waits: "no-news" waits, so what refers to it must wait as well'
    ]


def test_the_thank_you_is_an_email() -> None:
    email = 'channel = "email"\nto = "each"\nneed = "must"\nwhen = "rush"'
    call = email.replace("email", "phone").replace("rush", "days_after")
    found = problems((email, f'{call}\nsince = "interview"\nbusiness_days = 1\nat = "10:00"'))
    assert found == ["step[1] (thank-you).channel: the thank-you is an email"]


def test_an_empty_file_is_told_what_a_playbook_needs() -> None:
    with pytest.raises(PlaybookError) as caught:
        parse("", "empty.toml")
    assert "empty.toml: schema: is missing" in caught.value.problems
    assert "empty.toml: [[step]]: there is none" in caught.value.problems
    assert 'empty.toml: step: no step is called "thank-you": something is always owed' in caught.value.problems


def test_tables_that_are_no_tables_are_told() -> None:
    with pytest.raises(PlaybookError) as caught:
        parse("emails = 5\nband = 3\nstep = [1]\ncarriers = 7", "odd.toml")
    assert any(one.startswith("odd.toml: emails: Input should be") for one in caught.value.problems)
    assert "odd.toml: [[band]]: there is none" in caught.value.problems


@pytest.mark.parametrize(
    ("intensity", "channels"),
    [("full", ["email", "letter", "courier", "phone"]), ("standard", ["email", "letter"]), ("light", ["email"])],
)
def test_intensity_leaves_out_what_the_article_says_less_strongly(intensity: str, channels: list[str]) -> None:
    changed = playbook(('intensity = "full"', f'intensity = "{intensity}"'))
    one = hire("2026-10-20 13:00", "2026-10-30")
    assert [line.split()[0] for line in agenda(one, playbook=changed)] == channels
    assert ("left out, the playbook's intensity is" in notes(one, playbook=changed)) == (intensity != "full")


def test_times_of_the_file_are_the_times_of_the_plan() -> None:
    changed = playbook(('tonight = "21:30"', 'tonight = "20:45"'), ('at = "09:00"', 'at = "09:30"'))
    assert agenda(interview("2026-10-05 15:00", "2026-10-07"), playbook=changed) == [
        "email Mon 5 Oct 20:45",
        "phone Tue 6 Oct 09:30",
    ]


def test_mail_may_land_on_any_day_where_a_person_s_own_letter_says_nothing_else() -> None:
    own = """
[[step]]
id = "own-letter"
bands = ["more.48h"]
channel = "mail"
when = "arrival"
landings = [["letter", 9]]
stand_in_at = "08:00"
about = "a sample of work"

# ---- extensions"""
    changed = playbook(("# ---- extensions", own))
    one = interview("2026-10-05 15:00", "2026-10-07")
    assert agenda(one, playbook=changed)[-1] == "letter Thu 15 Oct 16:00 lands Mon 19 Oct"


def test_the_letter_of_the_decision_week_needs_a_decision() -> None:
    changed = playbook(
        (
            'id = "final-letter"\nbands = ["decision.campaign"]',
            'id = "final-letter"\nbands = ["decision.campaign", "decision.unknown"]',
        )
    )
    assert "final letter: the date of the decision is unknown" in notes(hire(), playbook=changed)


def test_so_does_the_final_call() -> None:
    changed = playbook(
        (
            'id = "final-call"\nbands = ["decision.campaign"]',
            'id = "final-call"\nbands = ["decision.campaign", "decision.unknown"]',
        )
    )
    assert "final call: the date of the decision is unknown" in notes(hire(), playbook=changed)
