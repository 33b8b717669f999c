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
    conn.execute(
        sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD {}").format(
            sql.SQL("ALTER" if exists else "CREATE"), sql.Identifier(role), sql.Literal(sealed)
        )
        if not exists
        else sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(role), sql.Literal(sealed))
    )


def external_app_url(owner_url: str, data_dir: Path, given: str | None) -> str:
    """Return the address of `salus_app` on the server that DATABASE_URL names.

    `given` (DATABASE_APP_URL) is taken as it is. Else the role is made with a random password, which is kept
    (0600) in `data_dir`.
    Raises: OperatorError when the server cannot be reached or refuses to make the role.
    """
    if given:
        return given
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    password, fresh = secrets.kept(data_dir / "app.password")
    with connect(owner_url, "DATABASE_URL") as conn:
        if conn.info.server_version < 150000:
            raise OperatorError(
                f"DATABASE_URL names a PostgreSQL {conn.info.server_version // 10000}; Salus needs 15 or newer."
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
            f"{data_dir / 'app.password'}. Give its address as DATABASE_APP_URL, or delete that file to have "
            "a new password set."
        ) from error
    return url


def connect(url: str, setting: str) -> Connection:
    """Open a connection of its own in autocommit, or say which setting leads nowhere."""
    try:
        return psycopg.connect(url, autocommit=True, connect_timeout=10, application_name="salus")
    except psycopg.ProgrammingError as error:
        raise OperatorError(f"{setting} is not an address of a PostgreSQL database.") from error
    except psycopg.OperationalError as error:
        said = " ".join(str(error).split())
        raise OperatorError(f"The database that {setting} names cannot be reached: {said}") from error


def grant_app(conn: Connection) -> None:
    """Give `salus_app` the rows of every table and view, and nothing on partitions (they are no way round).

    Tables that the migration gave another set of rights are left as they are: only what has none is granted.
    """
    for schema in ("public", "queue"):
        conn.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(sql.Identifier(schema), sql.Identifier(APP)))
        for function in ("TABLES", "SEQUENCES", "FUNCTIONS"):
            if schema == "queue":
                conn.execute(
                    sql.SQL("GRANT ALL ON ALL {} IN SCHEMA {} TO {}").format(
                        sql.SQL(function), sql.Identifier(schema), sql.Identifier(APP)
                    )
                )
    bare = conn.execute(
        """SELECT c.oid::regclass::text, c.relispartition, c.relkind
           FROM pg_class c
           WHERE c.relnamespace = 'public'::regnamespace
             AND c.relkind IN ('r', 'p', 'v')
             AND c.relname <> 'alembic_version'
             AND (c.relispartition OR NOT EXISTS (
                   SELECT 1 FROM aclexplode(c.relacl) a JOIN pg_roles r ON r.oid = a.grantee
                   WHERE r.rolname = %s))""",
        [APP],
    ).fetchall()
    for table, is_partition, kind in bare:
        if is_partition:
            words = "REVOKE ALL ON {} FROM {}"
        elif kind == "v":
            words = "GRANT SELECT ON {} TO {}"
        else:
            words = "GRANT SELECT, INSERT, UPDATE, DELETE ON {} TO {}"
        conn.execute(sql.SQL(words).format(sql.SQL(table), sql.Identifier(APP)))


def refuse_unsafe_role(conn: Connection) -> None:
    """Let nobody serve people's rows with a role that row level security does not bind.

    Raises: OperatorError when the connected role is a superuser, has BYPASSRLS or owns a table.
    """
    row = conn.execute(
        """SELECT rolname, rolsuper, rolbypassrls,
                  EXISTS (SELECT 1 FROM pg_class c
                          WHERE c.relkind IN ('r', 'p') AND pg_has_role(r.oid, c.relowner, 'USAGE'))
           FROM pg_roles r WHERE rolname = current_user"""
    ).fetchone()
    assert row is not None
    name, superuser, bypass, owns = row
    why = (
        "is a superuser"
        if superuser
        else "has BYPASSRLS"
        if bypass
        else "owns tables or may act as a role that does"
        if owns
        else None
    )
    if why:
        raise OperatorError(
            f"The database role {name} {why}, so the walls between persons would not hold. Give the server a "
            "plain role: leave DATABASE_APP_URL unset to have salus_app made, or name such a role in it."
        )
