"""Where things are on a machine."""

from pathlib import Path

import pytest

from sync import places


def test_the_zone_of_the_machine_is_its_variable_else_its_link_else_utc(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = tmp_path / "localtime"
    link.symlink_to("/usr/share/zoneinfo/Asia/Tokyo")
    monkeypatch.setattr(places, "LOCALTIME", link)
    monkeypatch.setenv("TZ", ":Europe/Berlin")
    assert places.system_zone() == "Europe/Berlin"
    monkeypatch.setenv("TZ", "EST5EDT,M3.2.0,M11.1.0")
    assert places.system_zone() == "Asia/Tokyo"
    monkeypatch.delenv("TZ")
    assert places.system_zone() == "Asia/Tokyo"
    monkeypatch.setattr(places, "LOCALTIME", tmp_path / "missing")
    assert places.system_zone() == "UTC"


def test_folders_follow_the_xdg_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", "/somewhere/config")
    monkeypatch.setenv("XDG_STATE_HOME", "/somewhere/state")
    assert places.config_candidates() == (Path("/somewhere/config/aftertouch/config.toml"), places.SYSTEM_CONFIG)
    assert places.default_state_dir() == Path("/somewhere/state/aftertouch")
