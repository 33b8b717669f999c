"""Settings from the environment and from salus.toml."""

from __future__ import annotations

from pathlib import Path

import pytest

from salus import settings
from salus.kit.errors import OperatorError


def test_without_anything_the_defaults_work(tmp_path: Path) -> None:
    found = settings.load({}, data_dir=tmp_path)
    assert (found.host, found.port, found.public_url) == ("127.0.0.1", 8000, "http://127.0.0.1:8000")
    assert found.database_url is None
    assert found.is_loopback


def test_the_environment_comes_before_the_file_and_an_option_before_both(tmp_path: Path) -> None:
    (tmp_path / "salus.toml").write_text('port = 9001\nhost = "0.0.0.0"\nrate_limit = 7\n')
    found = settings.load({"SALUS_PORT": "9002"}, data_dir=tmp_path)
    assert (found.host, found.port, found.rate_limit) == ("0.0.0.0", 9002, 7)
    assert found.public_url == "http://127.0.0.1:9002"
    assert not found.is_loopback
    assert settings.load({"SALUS_PORT": "9002"}, data_dir=tmp_path, port=9003).port == 9003


def test_the_data_directory_of_the_environment_is_used(tmp_path: Path) -> None:
    assert settings.load({"SALUS_DATA_DIR": str(tmp_path)}).data_dir == tmp_path


def test_lists_may_be_written_as_lists(tmp_path: Path) -> None:
    (tmp_path / "salus.toml").write_text('trusted_proxies = ["10.0.0.0/8", "::1"]\n')
    assert settings.load({}, data_dir=tmp_path).trusted_proxies == ("10.0.0.0/8", "::1")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SALUS_PORT", "eighty"),
        ("SALUS_PORT", "70000"),
        ("SALUS_RATE_LIMIT", "-1"),
        ("SALUS_PUBLIC_URL", "health.example.org"),
        ("SALUS_TRUSTED_PROXIES", "10.0.0.0/8, nonsense"),
        ("SALUS_TIMESERIES", "influx"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(OperatorError, match=variable):
        settings.load({variable: value}, data_dir=tmp_path)


def test_an_unknown_key_gets_a_hint(tmp_path: Path) -> None:
    (tmp_path / "salus.toml").write_text("prot = 9001\n")
    with pytest.raises(OperatorError, match="Did you mean port"):
        settings.load({}, data_dir=tmp_path)


def test_a_broken_file_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "salus.toml").write_text("port = \n")
    with pytest.raises(OperatorError, match=r"salus\.toml cannot be read"):
        settings.load({}, data_dir=tmp_path)


def test_an_ipv6_host_is_bracketed(tmp_path: Path) -> None:
    assert settings.load({"SALUS_HOST": "::1"}, data_dir=tmp_path).public_url == "http://[::1]:8000"


def test_every_field_but_the_data_directory_has_a_setting() -> None:
    described = {setting.field for setting in settings.SETTINGS}
    assert described == set(settings.Settings.__dataclass_fields__) - {"data_dir"}
