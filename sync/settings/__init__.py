"""The configuration: `load` it, take `preferences` and `look` from it, fetch an account's `password`."""

from sync.settings.loading import load, load_file, load_or_default, load_text
from sync.settings.model import Account, CaldavAccount, GoogleAccount, Settings, VdirAccount
from sync.settings.secrets import password
from sync.settings.views import look, own_templates, preferences, sender

__all__ = [
    "Account",
    "CaldavAccount",
    "GoogleAccount",
    "Settings",
    "VdirAccount",
    "load",
    "load_file",
    "load_or_default",
    "load_text",
    "look",
    "own_templates",
    "password",
    "preferences",
    "sender",
]
