"""An email as a file that a mail program opens as a draft, for the person to send (RFC 5322).

By `X-Unsent: 1` programs tell it from a message that was received. There is no date in it: the day on which it is sent
is the sending program's to say, and the same facts give the same bytes.
"""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from sync.words.drafter import Draft
from sync.words.facts import line
from sync.words.sender import Sender

_NAME = 80


def message(draft: Draft, sender: Sender) -> bytes:
    """The draft as a message. What would break a header is only text in it."""
    mail = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    if sender.email:
        mail["From"] = _address(sender.name, sender.email)
    if draft.address:
        mail["To"] = _address("" if draft.passed_on else draft.to.name, draft.address)
    mail["Subject"] = line(draft.subject, len(draft.subject))
    mail["X-Unsent"] = "1"
    mail.set_content(draft.body + "\n", cte="quoted-printable")
    return mail.as_bytes()


def _address(name: str, email: str) -> Address:
    local, _, domain = email.rpartition("@")
    return Address(display_name=line(name, _NAME), username=local, domain=domain)
