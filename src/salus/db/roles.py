"""The two roles of Salus: who owns the tables, and who only works on their rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from salus.db import secrets
from salus.kit.errors import OperatorError

OWNER = "salus_owner"
APP = "salus_app"

Connection = psycopg.Connection[tuple[Any, ...]]


def ensure_login(conn: Connection, role: str, password: str, *, reset: bool) -> None:
    """Create `role` with nothing but LOGIN when it is missing; set its password then, or when `reset`."""
    exists = conn.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    if exists and not reset:
        return
    sealed = conn.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    words = "ALTER ROLE {} LOGIN" if exists else "CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE"
    conn.execute(sql.SQL(words + " PASSWORD {}").format(sql.Identifier(role), sql.Literal(sealed)))


def external_app_url(owner_url: str, data_dir: Path, given: str | None) -> str:
    """Return the address of `salus_app` on the server that DATABASE_URL names.

    `given` (DATABASE_APP_URL) is taken as it is. Else the role is made with a random password, which is kept
    (0600) in `data_dir`.
    Raises: OperatorError when the server cannot be reached or refuses to make the role.
    """
    if given:
        role = conninfo_to_dict(given).get("user")
        with connect(owner_url, "DATABASE_URL") as conn:
            _share_rights(conn, str(role))
        return given
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    password, fresh = secrets.kept(data_dir / "external-app.password")
    with connect(owner_url, "DATABASE_URL") as conn:
        if conn.info.server_version < 150000:
            raise OperatorError(
                f"DATABASE_URL names a PostgreSQL {conn.info.server_version // 10000}; "
                "Salus needs 15 or newer."
            )
        try:
            ensure_login(conn, APP, password, reset=fresh)
            conn.execute(
                sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(
                    sql.Identifier(conn.info.dbname), sql.Identifier(APP)
                )
            )
        except psycopg.errors.InsufficientPrivilege as error:
            raise OperatorError(
                "The role of DATABASE_URL may not create the role salus_app. Create it as an administrator "
                "(CREATE ROLE salus_app LOGIN PASSWORD '…') and give its address as DATABASE_APP_URL."
            ) from error
    words = conninfo_to_dict(owner_url)
    words.update(user=APP, password=password)
    url = make_conninfo("", **words)
    try:
        connect(url, "DATABASE_URL").close()
    except OperatorError as error:
        raise OperatorError(
            "The role salus_app exists on that server, but not with the password kept in "
            f"{data_dir / 'external-app.password'}. Give its address as DATABASE_APP_URL, or delete that "
            "file to have a new password set."
        ) from error
    return url


def _share_rights(conn: Connection, role: str) -> None:
    """Let a role of another name have the rights that migrations give to `salus_app`."""
    if role == APP:
        return
    try:
        if not conn.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP]).fetchone():
            conn.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(APP)))
        if conn.execute("SELECT pg_has_role(%s, %s, 'USAGE')", [role, APP]).fetchone() != (True,):
            conn.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(APP), sql.Identifier(role)))
    except psycopg.errors.InsufficientPrivilege as error:
        raise OperatorError(
            f"The role {role} of DATABASE_APP_URL lacks the rights of salus_app, and the role of "
            "DATABASE_URL may not give them. As an administrator: CREATE ROLE salus_app NOLOGIN; "
            f"GRANT salus_app TO {role}."
        ) from error


def connect(url: str, setting: str) -> Connection:
    """Open a connection of its own in autocommit, or say which setting leads nowhere."""
    try:
        return psycopg.connect(url, autocommit=True, connect_timeout=10, application_name="salus")
    except psycopg.ProgrammingError as error:
        raise OperatorError(f"{setting} is not an address of a PostgreSQL database.") from error
    except psycopg.OperationalError as error:
        said = " ".join(str(error).split())
        raise OperatorError(f"The database that {setting} names cannot be reached: {said}") from error


def refuse_unsafe_role(conn: Connection) -> None:
    """Let nobody serve people's rows with a role that row level security does not bind.

    Raises: OperatorError when the connected role is a superuser, has BYPASSRLS or owns a table.
    """
    rows = conn.execute(
        """SELECT rolname, rolsuper, rolbypassrls,
                  EXISTS (SELECT 1 FROM pg_class c
                          WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
                            AND pg_has_role(r.oid, c.relowner, 'USAGE'))
           FROM pg_roles r WHERE rolname = current_user"""
    )
    for name, superuser, bypass, owns in rows:
        if superuser:
            why = "is a superuser"
        elif bypass:
            why = "has BYPASSRLS"
        elif owns:
            why = "owns tables or may act as a role that does"
        else:
            continue
        raise OperatorError(
            f"The database role {name} {why}, so the walls between persons would not hold. Give the server a "
            "plain role: leave DATABASE_APP_URL unset to have salus_app made, or name such a role in it."
        )
