"""What a follow-up is called in the calendar.

A title never holds a hashtag, so that nothing that we write is ever taken for an interview; a discreet one holds
neither company nor person, since an employer may see the calendar.
"""

import re

from planner.names import SOMEBODY, fold
from planner.scheduling.business_days import name_day
from planner.scheduling.touches import Case, Touch

_HASHTAG = re.compile(r"#\w[\w-]*")


def title(case: Case, touch: Touch) -> str:
    """The title from the playbook's template."""
    interview = case.interview
    template = case.playbook.titles.template(touch.choice.channel, discreet=interview.discreet)
    who = _plain(str(touch.to)) or SOMEBODY.name
    company = _plain(interview.company)
    filled = template.format(
        who=who,
        company="" if fold(company) == fold(who) else company,
        about=touch.step.about,
        number=touch.step.number,
        arrives=name_day(touch.lands_on),
    )
    return _plain(filled.replace(" ()", ""))


def _plain(text: str) -> str:
    return " ".join(_HASHTAG.sub("", text).split())
