"""Look at everything that keeps Aftertouch from working, and say what to do, in one line each.

examination     everything, in order; accounts at the same time
configuration   the file, the playbook
machine         time zones, systemd
state_folder    the folder, its disk, daemons
account         one account: what follows, in this order
ledgers         the ledger, the last cycle
sign_in         as far as this computer knows
connection      the way to the server, its certificate, its clock
calendars       those that are named, where follow-ups go
reading         tags, by a dry run
refusals        where the server or this computer says no
scratch         a test event, which alone is ever written
ticket          the same for strangers, with nothing private in it
"""

from sync.doctor.examination import Examination, examine
from sync.doctor.finding import Finding, Verdict
from sync.doctor.ticket import ticket

__all__ = ["Examination", "Finding", "Verdict", "examine", "ticket"]
