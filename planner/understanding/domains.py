"""Whose mail address it is: a company's, a carrier's of invitations, a free mail host's, a robot's."""

import re

_RECRUITING = """
    greenhouse.io greenhouse-mail.io lever.co ashbyhq.com icims.com smartrecruiters.com workablemail.com workable.com
    jobvite.com breezy.hr applytojob.com goodtime.io modernloop.io teamtailor-mail.com teamtailor.com gem.com guide.co
    recruitee.com taleo.net avature.net eightfold.ai paradox.ai hirevue.com prelude.co candidate.fyi karat.com
    jazz.co jazzhr.com pinpointhq.com
"""
_RECRUITERS = frozenset(_RECRUITING.split())
"""Recruiting systems: they carry interviews, and hardly anything else."""
_CARRYING = """
    myworkday.com myworkdayjobs.com workday.com bamboohr.com calendly.com linkedin.com indeed.com indeedemail.com
    personio.de personio.com successfactors.com successfactors.eu cal.com doodle.com savvycal.com zoom.us webex.com
    hackerrank.com coderpad.io codility.com ziprecruiter.com glassdoor.com xing.com wellfound.com otta.com
"""
_CARRIERS = _RECRUITERS | frozenset(_CARRYING.split())
"""Recruiting systems, schedulers and meeting services that send in an employer's name."""
_FOR_EVERYBODY = """
    gmail.com googlemail.com icloud.com me.com mac.com msn.com ymail.com rocketmail.com aol.com proton.me
    protonmail.com pm.me fastmail.com fastmail.fm hey.com zoho.com mail.com web.de t-online.de freenet.de
    posteo.de mailbox.org tutanota.com tuta.com qq.com 163.com 126.com naver.com mail.ru bk.ru inbox.ru
    orange.fr free.fr laposte.net wanadoo.fr sfr.fr libero.it virgilio.it bluewin.ch comcast.net verizon.net
    att.net sbcglobal.net cox.net charter.net btinternet.com sky.com bigpond.com rogers.com shaw.ca
    rediffmail.com duck.com
"""
_FREE = frozenset(_FOR_EVERYBODY.split())
_FREE_EVERYWHERE = frozenset({"yahoo", "hotmail", "outlook", "live", "gmx", "yandex"})
"""Free mail hosts that exist under many countries' domains."""
_SECOND_LEVEL = frozenset(
    {"ac", "co", "com", "edu", "gov", "govt", "ltd", "me", "ne", "net", "nhs", "or", "org", "plc", "sch"}
)
_CALENDARS = ("group.calendar.google.com", "resource.calendar.google.com", "import.calendar.google.com")
_ROBOTS = re.compile(r"(?:no-?reply|do-?not-?reply|mailer-?daemon|notifications?|bounces?)")
_DESKS = "recruit(?:ing|ment|ers)|careers|talent|scheduling|interviews|calendars?"
_HIRING = frozenset({"interview", "interviews", "recruiting", "recruitment", "recruit", "careers", "hiring"})
"""Parts of an address at which nothing but hiring is done."""
_ROLES = re.compile(
    rf"(?:.*[._+-])?(?:{_DESKS})(?:[._+-].*)?|(?:schedule|scheduler|interview|jobs?|hiring|hire|hr|team|hello|info|contact"
    r"|support|bot|candidates?|people|admin|events?|meetings?|invit(?:e|es|ations?)|office|reception)(?:[_+-].*)?"
)
"""Departments: some behind any prefix (`acme-careers@`), others alone, since people are called Jobs and Hire."""


def domain(email: str) -> str:
    """The registrable domain of an address, lower case: `acme.co.uk` of `jane@mail.acme.co.uk`; "" without one.

    Labels such as `interview.`, `recruiting.` or `mail.` fall away with every other subdomain.
    """
    labels = email.casefold().rpartition("@")[2].strip(". ").split(".")
    if len(labels) < 2 or not all(labels):
        return ""
    size = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL else 2
    return ".".join(labels[-size:])


def is_carrier(email: str) -> bool:
    """Whether the address belongs to a service that carries invitations for employers."""
    return domain(email) in _CARRIERS


def is_recruiter(email: str) -> bool:
    """Whether the address belongs to a system by which employers arrange interviews, or to a desk that does."""
    local, _, host = email.casefold().rpartition("@")
    return domain(email) in _RECRUITERS or bool(
        _HIRING.intersection(re.split(r"[._+-]", local)) or _HIRING.intersection(host.split(".")[:-2])
    )


def is_calendar(email: str) -> bool:
    """Whether it is a calendar's or a room's own address."""
    return email.casefold().endswith(_CALENDARS)


def is_free(email: str) -> bool:
    """Whether the address is at a mail host for everybody."""
    host = domain(email)
    return host in _FREE or host.partition(".")[0] in _FREE_EVERYWHERE


def is_role_mailbox(email: str) -> bool:
    """Whether a robot or a department reads it (`no-reply@`, `schedule@`, `talent@`)."""
    local = email.casefold().rpartition("@")[0]
    return bool(_ROBOTS.search(local) or _ROLES.fullmatch(local))


def company_label(email: str) -> str:
    """The label that names the company (`adobe` of `schedule@interview.adobe.com`); "" where the host names none."""
    if not domain(email) or is_carrier(email) or is_calendar(email) or is_free(email):
        return ""
    label = domain(email).partition(".")[0]
    return "" if label.isdigit() else label
