"""A configuration gives frozen settings, or every problem in it at once."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from planner.values import Preferences
from providers.interface import Look
from sync.errors import ConfigError
from sync.settings import CaldavAccount, Settings, VdirAccount, load, load_file, load_or_default, look, preferences

CALDAV = '[[accounts]]\nname = "work"\nprovider = "caldav"\nurl = "https://dav.example.org/"\nusername = "me"\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o644)
    return path


def loaded(folder: Path, text: str) -> Settings:
    return load_file(written(folder, text))


def problems(folder: Path, text: str) -> tuple[str, ...]:
    """What is wrong, line by line, without the file's name, which every line must begin with."""
    path = written(folder, text)
    with pytest.raises(ConfigError) as caught:
        load_file(path)
    assert all(problem.startswith(f"{path}: ") for problem in caught.value.problems)
    return tuple(problem.removeprefix(f"{path}: ") for problem in caught.value.problems)


def test_an_empty_file_gives_the_defaults(tmp_path: Path) -> None:
    settings = loaded(tmp_path, "")
    assert settings.accounts == ()
    assert settings.poll_interval == timedelta(minutes=5)
    assert settings.home.reminder == timedelta(minutes=10)
    assert settings.notify.after == timedelta(days=1)
    assert preferences(settings) == Preferences(home_zone="UTC")


def test_what_is_written_reaches_the_planner(tmp_path: Path) -> None:
    settings = loaded(
        tmp_path,
        """
        discreet = true
        [home]
        timezone = "America/Toronto"
        country = "ca"
        emails = ["Me@Example.org"]
        date_order = "DMY"
        [employer]
        country = "GB"
        subdivision = "GB-ENG"
        timezone = "Europe/London"
        [playbook]
        calls = false
        letters = false
        extensions = true
        closed = [2026-12-24, "2026-12-31"]
        [tags]
        hashtag = "#job"
        category = "job"
        google_colors = ["Tomato", 3, "7"]
        suggest = false
        """,
    )
    assert preferences(settings) == Preferences(
        home_zone="America/Toronto",
        home_country="CA",
        my_addresses=frozenset({"me@example.org"}),
        date_order="DMY",
        employer_country="GB",
        employer_subdivision="ENG",
        employer_zone="Europe/London",
        calls=False,
        letters=False,
        extensions=True,
        closed=(date(2026, 12, 24), date(2026, 12, 31)),
        hashtag="#job",
        category="job",
        colors=("11", "3", "7"),
        discreet=True,
    )
    assert look(settings) == Look(words=("#job", "job"), colors=("11", "3", "7"))


def test_who_is_asked_about_events_has_them_read_by_the_words_that_suggest_one(tmp_path: Path) -> None:
    assert "phone screen" in look(loaded(tmp_path, "")).words


def test_an_employer_is_taken_to_be_in_the_country_of_the_person(tmp_path: Path) -> None:
    wishes = preferences(loaded(tmp_path, '[home]\ncountry = "CA"\n[employer]\nsubdivision = "ON"\n'))
    assert (wishes.employer_country, wishes.employer_subdivision) == ("CA", "ON")


def test_each_provider_has_an_account_of_its_own_kind(tmp_path: Path) -> None:
    settings = loaded(
        tmp_path, f'[[accounts]]\nname = "home"\nprovider = "vdir"\npath = "/srv/cal"\n{CALDAV}poll_interval = "1h"'
    )
    home, work = settings.accounts
    assert isinstance(home, VdirAccount)
    assert home.path == Path("/srv/cal")
    assert isinstance(work, CaldavAccount)
    assert work.url == "https://dav.example.org/"
    assert settings.poll_interval_of(home) == timedelta(minutes=5)
    assert settings.poll_interval_of(work) == timedelta(hours=1)


def test_paths_count_from_home_or_from_the_folder_of_the_file(tmp_path: Path) -> None:
    settings = loaded(
        tmp_path, 'state_dir = "~/state"\n[[accounts]]\nname = "home"\nprovider = "vdir"\npath = "calendars/home"\n'
    )
    (home,) = settings.accounts
    assert settings.state_dir == Path.home() / "state"
    assert isinstance(home, VdirAccount)
    assert home.path == tmp_path / "calendars" / "home"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90s", timedelta(seconds=90)),
        ("5m", timedelta(minutes=5)),
        ("1h", timedelta(hours=1)),
        ("1d", timedelta(days=1)),
    ],
)
def test_durations_are_a_number_and_a_unit(tmp_path: Path, text: str, expected: timedelta) -> None:
    assert loaded(tmp_path, f'poll_interval = "{text}"').poll_interval == expected


def test_settings_are_frozen(tmp_path: Path) -> None:
    settings = loaded(tmp_path, "")
    with pytest.raises(ValidationError):
        settings.home.timezone = "UTC"


def test_all_problems_come_at_once_with_file_and_key(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        """
        poll_intervall = "5m"
        [home]
        timezone = "Europe/Berln"
        country = "XX"
        emails = "me@example.org"
        date_order = "YMD"
        [playbook]
        closed = ["2026-13-01"]
        [[accounts]]
        name = "work"
        provider = "caldv"
        [[accounts]]
        provider = "vdir"
        """,
    )
    assert [problem.partition(":")[0] for problem in found] == [
        "home.timezone",
        "home.country",
        "home.emails",
        "home.date_order",
        "playbook.closed.0",
        "accounts.work",
        "accounts.[2].name",
        "accounts.[2].path",
        "poll_intervall",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "[home]\nphon = 1",
            'home.phon: there is no such option (did you mean "phone"?); allowed here: timezone, country, ',
        ),
        ("[tag]", 'tag: there is no such option (did you mean "tags"?); allowed here: state_dir, '),
        ('[home]\ntimezone = "Berlin"', 'home.timezone: "Berlin" is no time zone'),
        ('[home]\ntimezone = "../etc/passwd"', 'home.timezone: "../etc/passwd" is no time zone'),
        (
            '[home]\ncountry = "NYSE"',
            'home.country: no public holidays are known for a country "NYSE"; its two letters',
        ),
        ('[employer]\ncountry = "DE"\nsubdivision = "CA"', 'employer.subdivision: "CA" is no part of DE'),
        ('[employer]\nsubdivision = "BY"', 'employer: "BY" is no part of US'),
        ('[home]\nlanguage = "English"', 'home.language: "English" is no language; its short code'),
        ('[home]\nemails = ["me"]', 'home.emails.0: "me" is no email address'),
        ("[home]\nname = 3", "home.name: must be text"),
        ("home = 3", "home: must be a table"),
        ('poll_interval = "0s"', "poll_interval: must be longer than nothing"),
        ("poll_interval = 5", "poll_interval: 5 is no duration"),
        ('[playbook]\ncalls = "perhaps"', "playbook.calls: must be yes or no"),
        ('[tags]\nhashtag = "interview"', 'tags.hashtag: "interview" is no hashtag'),
        ('[tags]\ncategory = ""', "tags.category: is empty"),
        (
            '[tags]\ngoogle_colors = ["red"]',
            'tags.google_colors.0: "red" is no Google event colour; 1 to 11, or one of lavender',
        ),
        ("[tags]\ngoogle_colors = [12]", 'tags.google_colors.0: "12" is no Google event colour'),
        (CALDAV + 'password = "hunter2"', "accounts.work.password: a password never stands here"),
        (CALDAV + 'keyring = true\npassword_file = "p"', "accounts.work: password_file and keyring exclude each other"),
        (CALDAV + CALDAV, "accounts: work stands more than once"),
        (CALDAV.replace("work", "a/b"), 'accounts.a/b.name: "a/b" is no account name'),
        (CALDAV.replace("https", "http"), "accounts.work.url: would send your password unprotected to dav.example.org"),
        (CALDAV.replace("//dav", "//me:pw@dav"), "accounts.work.url: holds a user name or password"),
        (CALDAV.replace("https", "ftp"), 'accounts.work.url: "ftp://dav.example.org/" is no web address'),
        (
            '[[accounts]]\nname = "g"\nprovider = "google"',
            "accounts.g: needs one of client_secrets and service_account",
        ),
        (
            '[[accounts]]\nname = "g"\nprovider = "google"\nclient_secrets = "c"\nsubject = "me"',
            "accounts.g: subject is for a service account",
        ),
        ('[[accounts]]\nname = "v"\nprovider = "vdir"\npath = ""', "accounts.v.path: is empty"),
        ('[[accounts]]\nname = "v"', "accounts.v: provider is missing; one of vdir, caldav, google"),
        ("accounts = [3]", "accounts.[1]: must be a table"),
        ("[home\n", "is no TOML: "),
    ],
)
def test_a_problem_says_where_what_and_what_is_allowed(tmp_path: Path, text: str, expected: str) -> None:
    (problem,) = problems(tmp_path, text)
    assert problem.startswith(expected)


def test_no_problem_repeats_a_secret(tmp_path: Path) -> None:
    text = CALDAV.replace("//dav", "//me:hunter2@dav") + 'password = "hunter2"\nsecret = "hunter2"\n'
    assert "hunter2" not in "".join(problems(tmp_path, text))


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.8.8", "[::1]"])
def test_plain_http_is_for_this_machine(tmp_path: Path, host: str) -> None:
    (account,) = loaded(tmp_path, CALDAV.replace("https://dav.example.org/", f"http://{host}:5232/")).accounts
    assert isinstance(account, CaldavAccount)
    assert account.url == f"http://{host}:5232/"


@pytest.mark.parametrize("address", ["dav.example.org", "localhost:5232", "me@example.org"])
def test_what_is_no_url_yet_is_left_to_the_provider(tmp_path: Path, address: str) -> None:
    (account,) = loaded(tmp_path, CALDAV.replace("https://dav.example.org/", address)).accounts
    assert isinstance(account, CaldavAccount)
    assert account.url == address


def test_the_environment_beats_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERTOUCH_HOME__TIMEZONE", "Asia/Tokyo")
    monkeypatch.setenv("AFTERTOUCH_PLAYBOOK__CALLS", "false")
    monkeypatch.setenv("AFTERTOUCH_POLL_INTERVAL", "1h")
    monkeypatch.setenv("AFTERTOUCH_PASSWORD_WORK", "not an option")
    settings = loaded(tmp_path, 'poll_interval = "2m"\n[home]\ntimezone = "UTC"\ncountry = "JP"\n')
    assert (settings.home.timezone, settings.home.country) == ("Asia/Tokyo", "JP")
    assert settings.playbook.calls is False
    assert settings.poll_interval == timedelta(hours=1)


def test_a_problem_in_the_environment_names_the_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERTOUCH_HOME__TIMEZONE", "Mars")
    monkeypatch.setenv("AFTERTOUCH_HOME__TIMEZNE", "UTC")
    with pytest.raises(ConfigError) as caught:
        loaded(tmp_path, "")
    value, name = caught.value.problems
    assert value.startswith('environment: AFTERTOUCH_HOME__TIMEZONE: "Mars" is no time zone')
    assert name.startswith('environment: AFTERTOUCH_HOME__TIMEZNE: there is no such option (did you mean "timezone"?)')


def test_a_list_in_the_environment_that_is_no_json_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERTOUCH_PLAYBOOK__CLOSED", "tomorrow")
    with pytest.raises(ConfigError, match="environment"):
        loaded(tmp_path, "")


def test_a_file_that_others_may_write_is_refused_with_the_cure(tmp_path: Path) -> None:
    for mode in (0o664, 0o646):
        path = written(tmp_path, "")
        path.chmod(mode)
        with pytest.raises(ConfigError, match=f"chmod go-w {path}"):
            load_file(path)


@pytest.mark.parametrize(
    ("content", "expected"), [(b"name = '\xff'", "is no UTF-8 text"), (b"\xef\xbb\xbfdiscreet = 3", "discreet: ")]
)
def test_only_utf_8_is_read_with_or_without_a_mark(tmp_path: Path, content: bytes, expected: str) -> None:
    path = written(tmp_path, "")
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=expected):
        load_file(path)


def test_the_file_named_counts_then_the_variable_then_the_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_home = Path.home() / ".config" / "aftertouch"
    at_home.mkdir(parents=True)
    written(at_home, '[home]\nname = "at home"')
    assert load().home.name == "at home"
    (tmp_path / "variable").mkdir()
    monkeypatch.setenv("AFTERTOUCH_CONFIG", str(written(tmp_path / "variable", '[home]\nname = "by variable"')))
    assert load().home.name == "by variable"
    assert load(written(tmp_path, '[home]\nname = "named"')).home.name == "named"


def test_a_missing_file_is_told_and_nothing_else_is_taken_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ConfigError, match=r"gone\.toml: can't be read: No such file"):
        load(tmp_path / "gone.toml")
    monkeypatch.setenv("AFTERTOUCH_CONFIG", str(tmp_path / "gone.toml"))
    with pytest.raises(ConfigError, match=r"gone\.toml"):
        load()
    with pytest.raises(ConfigError, match=r"gone\.toml"):
        load_or_default()


def test_without_any_configuration_the_message_says_where_to_put_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.places.SYSTEM_CONFIG", Path("/nonexistent/config.toml"))
    with pytest.raises(ConfigError, match=r"/\.config/aftertouch/config\.toml[\s\S]*aftertouch init"):
        load()


def test_what_needs_no_account_works_without_any_configuration_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.places.SYSTEM_CONFIG", Path("/nonexistent/config.toml"))
    monkeypatch.setenv("TZ", "Europe/Berlin")
    settings, hint = load_or_default()
    assert settings.home.timezone == "Europe/Berlin"
    assert "Europe/Berlin" in hint


def test_state_lives_where_systemd_says_else_in_the_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert loaded(tmp_path, 'state_dir = ""').state_dir == Path.home() / ".local" / "state" / "aftertouch"
    monkeypatch.setenv("STATE_DIRECTORY", "/var/lib/aftertouch:/var/lib/other")
    assert loaded(tmp_path, "").state_dir == Path("/var/lib/aftertouch")
