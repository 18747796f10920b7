"""The configuration as frozen values: what each option is called, what it means, and its default.

`config.example.toml` shows every option; a test holds the two equal. No secret ever stands in here: an account says
where its secret is, and `sync.settings.secrets` fetches it when the account is opened.
"""

from collections import Counter
from datetime import timedelta
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from planner.values import DateOrder
from sync.places import default_state_dir, file_stem, system_zone
from sync.settings import values


class Section(BaseModel):
    """A table of the configuration."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=False, hide_input_in_errors=True)


class Home(Section):
    """The person."""

    timezone: values.HomeZone = Field(default_factory=system_zone)
    country: values.Country = "US"
    name: str = ""
    emails: tuple[values.Email, ...] = ()
    phone: str = ""
    address: str = ""
    language: values.Language = "en"
    date_order: DateOrder = ""
    reminder: values.Duration = timedelta(minutes=10)


class Employer(Section):
    """What holds for employers where an interview says nothing."""

    country: values.OptionalCountry = ""
    """"" is the person's own."""
    subdivision: str = ""
    timezone: values.OptionalZone = ""
    """"" is the interview event's own."""

    @field_validator("subdivision")
    @classmethod
    def _part_of_its_country(cls, value: str, info: ValidationInfo) -> str:
        of = info.data.get("country")
        return values.subdivision(of, value) if of and value else value


class Playbook(Section):
    """Which playbook, and which of its channels."""

    file: values.OptionalFile = None
    """None is the bundled one."""
    calls: bool = True
    letters: bool = True
    extensions: bool = False
    closed: tuple[values.Day, ...] = ()


class Tags(Section):
    """What makes an event an interview."""

    hashtag: values.Hashtag = "#interview"
    category: str = Field(default="interview", min_length=1)
    google_colors: tuple[values.Color, ...] = ()
    suggest: bool = True
    """Whether the person is asked about events that may be interviews and are not tagged."""


class Drafts(Section):
    """In which words the follow-ups' drafts are written."""

    templates: values.OptionalFile = None
    """A folder of the person's own; None is the bundled ones alone."""


class BaseAccount(Section):
    """What all accounts have."""

    name: values.AccountName
    poll_interval: values.Interval | None = None
    """None is the general one."""
    calendars: tuple[str, ...] = ()
    """Names or URLs; () is all that hold events."""
    write_to: str = Field(default="same", min_length=1)


class VdirAccount(BaseAccount):
    """Folders of .ics files."""

    provider: Literal["vdir"]
    path: values.File


class CaldavAccount(BaseAccount):
    """A CalDAV server. At most one of the three sources of the secret; without one see `sync.settings.secrets`.
    Without a username nobody signs in."""

    provider: Literal["caldav"]
    url: values.Url
    username: str = ""
    password_file: values.OptionalFile = None
    password_command: values.Command = Field(default=(), repr=False)
    """Its arguments may be secret, and show nowhere."""
    keyring: bool = False
    ca_file: values.OptionalFile = None

    @model_validator(mode="after")
    def _one_secret(self) -> Self:
        given = [name for name in ("password_file", "password_command", "keyring") if getattr(self, name)]
        if len(given) > 1:
            raise ValueError(f"{' and '.join(given)} exclude each other; at most one of them")
        return self


class GoogleAccount(BaseAccount):
    """Google Calendar: a person who signed in (`client_secrets`), or a service account, which may act for one."""

    provider: Literal["google"]
    client_secrets: values.OptionalFile = None
    service_account: values.OptionalFile = None
    subject: str = ""
    token_file: values.OptionalFile = None
    """Where the sign-in is kept; left out, a file in the state folder (`Settings` fills it in)."""
    endpoint: values.OptionalUrl = ""

    @model_validator(mode="after")
    def _one_identity(self) -> Self:
        if (self.client_secrets is None) == (self.service_account is None):
            raise ValueError("needs one of client_secrets and service_account; exactly one of them")
        if self.subject and self.service_account is None:
            raise ValueError("subject is for a service account; service_account with it, or no subject")
        return self

    @property
    def acts_for_itself(self) -> bool:
        """Whether it is a service account whose calendars nobody sees but those that people share with it."""
        return self.service_account is not None and not self.subject

    @property
    def own_calendar(self) -> bool:
        """Whether follow-ups go to a calendar of our own, which is all that the sign-in then needs to write to."""
        return self.write_to != "same" and not self.acts_for_itself


Account: TypeAlias = Annotated[VdirAccount | CaldavAccount | GoogleAccount, Field(discriminator="provider")]
ACCOUNTS: dict[str, type[Section]] = {"vdir": VdirAccount, "caldav": CaldavAccount, "google": GoogleAccount}


class Notify(Section):
    """Who is told when an account keeps failing."""

    after: values.Duration = timedelta(days=1)
    command: values.Command = ()


class Settings(BaseSettings):
    """The whole configuration. The environment (`AFTERTOUCH_HOME__TIMEZONE`) beats the file."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        validate_default=False,
        hide_input_in_errors=True,
        env_prefix="AFTERTOUCH_",
        env_nested_delimiter="__",
    )

    state_dir: values.File = Field(default_factory=default_state_dir)
    poll_interval: values.Interval = timedelta(minutes=5)
    discreet: bool = False
    home: Home = Field(default_factory=Home)
    employer: Employer = Field(default_factory=Employer)
    playbook: Playbook = Field(default_factory=Playbook)
    tags: Tags = Field(default_factory=Tags)
    drafts: Drafts = Field(default_factory=Drafts)
    accounts: tuple[Account, ...] = ()
    notify: Notify = Field(default_factory=Notify)

    @field_validator("state_dir", mode="before")
    @classmethod
    def _default_where_empty(cls, value: object) -> object:
        return value or default_state_dir()

    @field_validator("employer")
    @classmethod
    def _part_of_the_home_country(cls, employer: Employer, info: ValidationInfo) -> Employer:
        home = info.data.get("home")
        if not home or employer.country or not employer.subdivision:
            return employer
        return employer.model_copy(update={"subdivision": values.subdivision(home.country, employer.subdivision)})

    @field_validator("accounts")
    @classmethod
    def _names_differ(cls, accounts: tuple[Account, ...]) -> tuple[Account, ...]:
        twice = [name for name, count in Counter(account.name for account in accounts).items() if count > 1]
        if twice:
            raise ValueError(f"{', '.join(twice)} stands more than once; each account has a name of its own")
        return accounts

    @field_validator("accounts")
    @classmethod
    def _tokens_have_a_place(cls, accounts: tuple[Account, ...], info: ValidationInfo) -> tuple[Account, ...]:
        state_dir = info.data.get("state_dir")
        return tuple(
            account.model_copy(update={"token_file": state_dir / f"{file_stem(account.name)}.token.json"})
            if isinstance(account, GoogleAccount) and account.token_file is None and state_dir
            else account
            for account in accounts
        )

    @property
    def employer_country(self) -> str:
        """The employer's country where an interview says nothing: the configured one, else the person's."""
        return self.employer.country or self.home.country

    def poll_interval_of(self, account: Account) -> timedelta:
        """How long to wait between two cycles of this account."""
        return account.poll_interval or self.poll_interval

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003  pydantic-settings names the arguments
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return env_settings, init_settings
