"""The report for strangers: whatever the person's words are, they are not in it."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from sync.doctor import Examination, ticket
from sync.doctor.finding import Finding, fail, ok, warn
from sync.settings import Settings

_LETTERS = "qxz"
WORDS = st.text(_LETTERS, min_size=4, max_size=12)
"""Words that the report itself has not."""


def report(configured: Settings | None, *findings: Finding) -> str:
    return ticket(Examination(findings=findings, config=Path("/home/qxzq/My zzzz/config.toml"), settings=configured))


@settings(max_examples=40)
@given(name=WORDS, user=WORDS, host=WORDS, calendar=WORDS, title=WORDS, said=WORDS)
def test_nothing_of_the_persons_is_in_it(name: str, user: str, host: str, calendar: str, title: str, said: str) -> None:
    account = {
        "name": name,
        "provider": "caldav",
        "url": f"https://{host}.example.org/{user}/",
        "username": user,
        "calendars": (calendar,),
        "write_to": calendar,
        "password_file": f"/home/my {user}/{name} {said}",
    }
    configured = Settings.model_validate(
        {"accounts": [account], "home": {"name": title, "emails": [f"{user}@{host}.org"], "address": said}}
    )
    text = report(
        configured,
        Finding(check="sign-in", account=name, what=f"{user} may not; {user}@{host}.org neither"),
        ok("connection", f"{host}.example.org:8443 answers"),
        ok("connection", f"p42-{host}.example.net, through the proxy of the environment"),
        fail(
            "calendars",
            f"https://{host}.example.org/{user}/{calendar}/ answered 500: {said}",
            f"chmod 600 /home/{user}/x",
        ),
        warn("problems", f'a sync would report: "{title}": {said} is no date', "aftertouch sync"),
        warn("last sync", f"failing for 3 days: {said}", f"aftertouch resume {name}"),
        warn("tags", f'no event carries #{said}; "{title} "{title}" {said}" may be one', f"Write #{said} into it."),
        ok("configuration", "/home/qxzq/My zzzz/config.toml, 2 accounts"),
        fail("sign-in", f"/home/my {user}/{name} {said}: holds a secret", f"chmod 600 /home/my {user}/{name} {said}"),
        fail(
            "connection", f"{host}.example.org shows a certificate: not valid for '{host}.example.org'", "Set ca_file."
        ),
        fail("target", f'"{calendar}" can\'t be written to', "Let yourself."),
        fail("sign-in", "no password", f"Name a password_file, or set AFTERTOUCH_PASSWORD_{name.upper()}"),
        ok("memory", f"/home/{user}/state/{name}.sqlite: version 2"),
        ok("target", f'follow-ups go to "{calendar}"'),
    )
    for private in (name, user, host, calendar, title, said, "qxzq", "zzzz"):
        assert private not in text.lower()


def test_what_helps_to_find_the_bug_is_in_it() -> None:
    configured = Settings.model_validate(
        {"state_dir": "/state", "accounts": [{"name": "one", "provider": "vdir", "path": "/calendars"}]}
    )
    text = report(
        configured,
        Finding(
            check="calendars", account="one", verdict="fail", what="https://x.org/a answered 507: full", cure="Wait."
        ),
        ok("memory", "/state/one.sqlite: version 2, whole, 40 KiB"),
    )
    assert "- account 1: vdir" in text
    assert "| fail | calendars | account 1 | <address> answered 507: … | Wait. |" in text
    assert "| ok | memory |  | <path>: version 2, whole, 40 KiB |  |" in text
    assert "Python 3." in text


def test_a_configuration_that_can_not_be_read_has_a_report_too() -> None:
    text = report(None, fail("configuration", "/home/jane/config.toml: is no TOML: at line 3", "Correct it.", 78))
    assert "| fail | configuration |  | <path>: is no TOML: at line 3 | Correct it. |" in text
