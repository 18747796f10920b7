"""Which company, and which role: inferred from the title, the organizer and the attendees.

From strong to weak: a title that says so (`Interview with Acme`, `Acme – Onsite`), an organizer called `Acme
Candidate Calendar`, the organizer's mail domain, the attendees', and last whatever a tagged title is but cue words.
Carriers of invitations, free mail hosts and the person's own domains are never the company. An explicit fact is no
matter of this file: it wins over all of it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from planner.names import company_key
from planner.understanding.domains import company_label, domain
from planner.understanding.headlines import read_title
from planner.understanding.tags import is_me, my_addresses
from planner.understanding.text import SHOWN_LIMIT, TITLE_LIMIT, clean
from planner.values import Event, Person, Preferences

_DESK = re.compile(
    r"(?P<company>.+?) (?:candidate calendar|recruit(?:ing|ment|ers)|talent(?: acquisition)?|hiring|careers"
    r"|interviews?|scheduling|people|hr)(?: team| calendar)?",
    re.IGNORECASE,
)


def by_address(people: Iterable[Person], preferences: Preferences) -> str:
    """The company whose mail these people use, "" where their addresses name none."""
    own = {domain(address) for address in preferences.my_addresses}
    labels = (company_label(person.email) for person in people if domain(person.email) not in own)
    return _spelt(next(filter(None, labels), ""))


def infer(headline: str, event: Event, preferences: Preferences) -> tuple[str, str]:
    """The company and the role of an event, "" for what cannot be told.

    `headline` is its title without tag and facts.
    """
    guess = read_title(headline, names_on(event))
    sender = _desk(event) or _by_domain(headline, event, preferences)
    titled = "" if _may_be_a_person(guess.company, sender) else guess.company
    return (titled or sender or guess.weak)[:SHOWN_LIMIT], guess.role[:SHOWN_LIMIT]


def names_on(event: Event) -> Iterator[str]:
    """The names of the people on an event, in full and by first name."""
    people = [one.person for one in event.attendees]
    if event.organizer:
        people.append(event.organizer)
    for person in people:
        name = clean(person.name)
        # A desk's calendar is named after the company: no person.
        if name and not _DESK.fullmatch(name):
            yield name
            yield name.split()[0]


def _may_be_a_person(company: str, sender: str) -> bool:
    """Whether `with Jane Doe` rather names a person: two words, and the invitation comes from somebody else's."""
    words = company.split()
    if not sender or len(words) != 2:
        return False
    squeezed, other = ("".join(company_key(name).split()) for name in (company, sender))
    return other not in squeezed and squeezed not in other and "".join(word[0] for word in words).casefold() != other


def _desk(event: Event) -> str:
    match = _DESK.fullmatch(clean(event.organizer.name)) if event.organizer else None
    return match["company"] if match else ""


def _by_domain(headline: str, event: Event, preferences: Preferences) -> str:
    label = next(_labels(event, preferences), "")
    if not label:
        return ""
    words = f"{headline} {event.description[:TITLE_LIMIT]}"
    written = re.search(rf"(?<![\w@.]){re.escape(label)}(?![\w.@])", words, re.IGNORECASE)
    if written and written[0] != label:
        return written[0]
    return _spelt(label)


def _spelt(label: str) -> str:
    return " ".join(part.capitalize() for part in label.split("-"))


def _labels(event: Event, preferences: Preferences) -> Iterator[str]:
    """The company labels of the mail domains on an event: the organizer's, then the attendees', the commonest first."""
    own = {domain(address) for address in my_addresses(event, preferences)}
    if event.organizer and not is_me(event.organizer, event, preferences) and domain(event.organizer.email) not in own:
        yield from filter(None, [company_label(event.organizer.email)])
    others = (one.person.email for one in event.attendees if domain(one.person.email) not in own)
    yield from (label for label, _ in Counter(filter(None, map(company_label, others))).most_common())
