"""The services that people keep their calendars with: what is filled in for each, and what is special about it."""

from dataclasses import dataclass
from typing import Literal

Provider = Literal["google", "caldav", "vdir"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A kind of account. `url` may hold `{host}`, which is then asked for; "" asks for the whole address."""

    title: str
    provider: Provider
    url: str = ""
    username: str = "your user name"
    hint: str = ""


SERVICES: dict[str, Service] = {
    "google": Service(
        title="Google Calendar",
        provider="google",
        hint="Google wants an OAuth client of your own: docs/google.md leads from nothing to its JSON file.",
    ),
    "icloud": Service(
        title="iCloud",
        provider="caldav",
        url="https://caldav.icloud.com/",
        username="your Apple account's email address",
        hint="iCloud takes an app-specific password only: account.apple.com, Sign-In and Security.",
    ),
    "fastmail": Service(
        title="Fastmail",
        provider="caldav",
        url="https://caldav.fastmail.com/",
        username="your Fastmail address",
        hint="Fastmail takes an app password only: Settings, Privacy & Security, with access to calendars.",
    ),
    "nextcloud": Service(
        title="Nextcloud",
        provider="caldav",
        url="https://{host}/remote.php/dav/",
        hint="Make an app password: Settings, Security. An event in the trash bin keeps its place until it is emptied.",
    ),
    "mailbox.org": Service(
        title="mailbox.org",
        provider="caldav",
        url="https://dav.mailbox.org/",
        username="your mailbox.org address",
        hint="With two-factor sign-in, make an application password: Settings, Security.",
    ),
    "posteo": Service(
        title="Posteo",
        provider="caldav",
        url="https://posteo.de:8443/",
        username="your Posteo address",
        hint="Your ordinary password; with calendar encryption it opens the calendar, too.",
    ),
    "zoho": Service(
        title="Zoho",
        provider="caldav",
        url="https://calendar.zoho.com/",
        username="your Zoho address",
        hint="Other regions have other hosts (calendar.zoho.eu). With two-factor sign-in, make an app password.",
    ),
    "gmx": Service(
        title="GMX",
        provider="caldav",
        url="https://caldav.gmx.net/",
        username="your GMX address",
        hint="Switch synchronising on first: Settings, Calendar. With two-factor sign-in, make an app password.",
    ),
    "radicale": Service(
        title="Radicale",
        provider="caldav",
        url="http://127.0.0.1:5232/",
        hint="The address of your own server; plain http to this machine only.",
    ),
    "caldav": Service(
        title="another CalDAV server",
        provider="caldav",
        hint="Its address, or your email address there: the server is looked for by that.",
    ),
    "folder": Service(
        title="a folder of .ics files",
        provider="vdir",
        hint="A calendar folder as khal, vdirsyncer, Evolution or Radicale keep it, or the folder above several.",
    ),
}
