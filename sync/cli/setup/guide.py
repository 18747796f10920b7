"""From the first question to the first sync: ask, sign in, choose calendars, show what would be written, write."""

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from providers.interface import Calendar
from sync.accounts import Meter, open_account
from sync.cli import auth
from sync.cli.output import progress, show, tell
from sync.cli.setup import account as accounts
from sync.cli.setup import person
from sync.cli.setup.account import Asked, Given
from sync.cli.setup.asking import Asker, Question
from sync.cli.setup.document import Document
from sync.cli.setup.person import Told
from sync.cli.sync import run
from sync.errors import DONE, ConfigError, TryLater
from sync.places import config_candidates
from sync.service import chosen
from sync.settings import Account, GoogleAccount, Settings, load_file, load_text, look
from sync.wishes import Wishes


def document_at(path: Path) -> Document:
    """The configuration as it stands. Raises `ConfigError` for one that is wrong, before anything is asked."""
    path = path.expanduser()
    if path.exists():
        load_file(path)
    try:
        return Document(path)
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path}: can't be read: {error}") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """One setting up. Nothing but a typed password and a sign-in is kept before the person says yes."""

    asker: Asker
    document: Document
    paste: bool

    def run(self, given: Given, told: Told) -> int:
        """Give the exit code of the first sync; 0 also where the person said no. Raises AftertouchError and
        ProviderError."""
        asked = accounts.ask(self.asker, given, taken=self.document.names, folder=self.document.path.parent)
        if not self.document.has("home"):
            address = str(asked.table.get("username", ""))
            self.document.add_section("home", person.home(self.asker, told, address=address))
        if not self.document.has("tags"):
            self.document.add_section("tags", person.tags(self.asker, told))
        self._keep_secret(asked)
        try:
            return self._connected(asked, given)
        finally:
            if asked.name not in self.document.names:  # a typed password was needed for the trial alone
                accounts.forget_secret(asked)

    def _connected(self, asked: Asked, given: Given) -> int:
        table = dict(asked.table)
        account = self._account(table)
        if isinstance(account, GoogleAccount):
            auth.sign_in(account, paste=self.paste)
        offered = self._offered(self._settings(table), account)
        calendars = given.calendars or self._chosen(offered)
        if calendars:
            table["calendars"] = list(calendars)
        settings = self._settings(table)
        tell("", f"What would be written into {asked.name}:")
        code = run(settings, chosen(settings, asked.name), Wishes(dry_run=True), json=False, summary=True)
        if code != DONE:
            tell(f"Nothing was written, and {self.document.path} is as it was.", style="red")
            return code
        if not self._agreed():
            tell("Nothing was written.")
            return DONE
        self.document.add_account(table)
        self._write()
        code = run(settings, chosen(settings, asked.name), Wishes(), json=False, summary=True)
        self._tell_how_to_go_on(settings.tags.hashtag)
        return code

    def _agreed(self) -> bool:
        what = "Add the account to" if self.document.exists else "Write"
        return self.asker.agree(
            Question(text=f"{what} {self.document.path}, and write these follow-ups?", option="--yes")
        )

    def _settings(self, table: dict[str, Any]) -> Settings:
        return load_text(self.document.with_account(table), self.document.path)

    def _account(self, table: dict[str, Any]) -> Account:
        (account,) = chosen(self._settings(table), table["name"])
        return account

    def _offered(self, settings: Settings, account: Account) -> tuple[Calendar, ...]:
        with progress("Asking for calendars"):
            return open_account(account, look(settings), Meter()).calendars()

    def _chosen(self, offered: tuple[Calendar, ...]) -> tuple[str, ...]:
        names = [calendar.name for calendar in offered]
        if len(names) < 2:
            return ()
        question = Question(
            text="Which calendars may hold interviews", option="--calendar", why="Aftertouch reads these and no others."
        )
        return self.asker.several(question, names)

    def _keep_secret(self, asked: Asked) -> None:
        if asked.secret_file and asked.secret_file.exists():
            raise ConfigError(
                f"{asked.secret_file}: is there already, and may hold another password",
                next_step=f"Use it with --password-file {shlex.quote(str(asked.secret_file))}, or delete it.",
            )
        try:
            accounts.store_secret(asked)
        except OSError as error:
            raise TryLater(f"{asked.secret_file}: the password can't be kept: {error.strerror}") from None

    def _write(self) -> None:
        try:
            self.document.write()
        except OSError as error:
            raise TryLater(f"{self.document.path}: can't be written: {error.strerror}") from None
        show(f"Wrote {self.document.path}")

    def _tell_how_to_go_on(self, hashtag: str) -> None:
        usual = self.document.path in config_candidates()
        named = "" if usual else f" --config {shlex.quote(str(self.document.path))}"
        show(
            "",
            "From now on it should run by itself; one of these:",
            f"  aftertouch{named} install-unit --user     as a service that starts with you",
            f"  aftertouch{named} install-unit --cron     prints a line for cron",
            f"Tag your interviews with {hashtag} in the title or the description; what to do next says:",
            f"  aftertouch{named} agenda --why",
        )
