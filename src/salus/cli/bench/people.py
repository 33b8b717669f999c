"""A thousand people on one server, for goal 18: copies of one person's recent rows under other ids."""

from __future__ import annotations

from uuid import UUID

import psycopg
from psycopg import sql

from salus.kit.ids import PersonId

# Table, and which of its rows are copied: what a reader touches, the last weeks of it.
_COPIED = (
    ("sources", "true"),
    ("series", "true"),
    ("zone_history", "true"),
    ("observation_days", "day > (SELECT max(day) FROM observation_days WHERE user_id = %(person)s) - 14"),
    ("daily", "day > (SELECT max(day) FROM daily WHERE user_id = %(person)s) - 60"),
    ("latest", "true"),
    ("nights", "day > (SELECT max(day) FROM nights WHERE user_id = %(person)s) - 60"),
    ("settled", "true"),
)


def add(superuser_url: str, person: PersonId, count: int) -> None:
    """Put `count` more people into the database.

    superuser_url: an administrator whom row level security does not bind.
    """
    with psycopg.connect(superuser_url) as conn:
        conn.execute(
            "CREATE TEMP TABLE copies AS SELECT gen_random_uuid() AS id FROM generate_series(1, %s)", [count]
        )
        conn.execute(
            "INSERT INTO users SELECT (jsonb_populate_record(u, jsonb_build_object('user_id', c.id, "
            "'email', c.id || '@example.org'))).* FROM users u CROSS JOIN copies c WHERE u.user_id = %s",
            [person],
        )
        for table, rows in _COPIED:
            columns = [
                name
                for (name,) in conn.execute(
                    "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 "
                    "AND NOT attisdropped AND attname <> 'user_id' ORDER BY attnum",
                    [table],
                ).fetchall()
            ]
            named = sql.SQL(", ").join(map(sql.Identifier, columns))
            conn.execute(
                sql.SQL(
                    "INSERT INTO {table} (user_id, {columns}) SELECT c.id, {columns} FROM {table} t "
                    "CROSS JOIN copies c WHERE t.user_id = %(person)s AND " + rows
                ).format(table=sql.Identifier(table), columns=named),
                {"person": UUID(str(person))},
            )
        conn.execute("ANALYZE")
