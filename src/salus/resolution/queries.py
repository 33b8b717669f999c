"""SQL of resolution: preferences, what is known of a resolved day, and what a person's files have told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from salus.db import Transaction
from salus.kit.ids import PersonId, SourceId
from salus.resolution.model import EarlierAnswer, Preference


def preferences(tx: Transaction, person: PersonId) -> list[Preference]:
    """Return the preferences that are believed."""
    rows = tx.execute(
        """SELECT preference_id, scope, nullif(valid_from, '-infinity'), ordered, never, strategy,
                  believed_from
           FROM source_preferences WHERE user_id = %s AND believed_to IS NULL
           ORDER BY scope, valid_from, preference_id""",
        [person],
    )
    return [
        Preference(
            row[0],
            row[1],
            row[2],
            tuple(SourceId(s) for s in row[3]),
            tuple(SourceId(s) for s in row[4]),
            row[5],
            row[6],
        )
        for row in rows
    ]


def end_preferences(
    tx: Transaction, person: PersonId, scope: str, now: datetime, *, valid_from: date | None = None
) -> int:
    """Stop believing the rows of a scope, or only the one of a first day; return how many."""
    return tx.execute(
        """UPDATE source_preferences SET believed_to = %(now)s
           WHERE user_id = %(person)s AND scope = %(scope)s AND believed_to IS NULL
             AND (%(day)s::date IS NULL OR valid_from = %(day)s)""",
        {"person": person, "scope": scope, "now": now, "day": valid_from},
    ).rowcount


def end_preference(tx: Transaction, person: PersonId, preference_id: UUID, now: datetime) -> None:
    """Stop believing one row."""
    tx.execute(
        "UPDATE source_preferences SET believed_to = %s WHERE user_id = %s AND preference_id = %s",
        [now, person, preference_id],
    )


def add_preference(tx: Transaction, person: PersonId, preference: Preference) -> None:
    """Write a preference."""
    tx.execute(
        """INSERT INTO source_preferences
             (user_id, preference_id, scope, valid_from, ordered, never, strategy, believed_from)
           VALUES (%s, %s, %s, coalesce(%s::date, '-infinity'), %s, %s, %s, %s)""",
        [
            person,
            preference.preference_id,
            preference.scope,
            preference.valid_from,
            list(preference.ordered),
            list(preference.never),
            preference.strategy,
            preference.believed_from,
        ],
    )


def preference_row(tx: Transaction, person: PersonId, preference_id: UUID) -> tuple[str, datetime] | None:
    """Return (scope, believed_from) of a preference that is believed."""
    row = tx.execute(
        """SELECT scope, believed_from FROM source_preferences
           WHERE user_id = %s AND preference_id = %s AND believed_to IS NULL""",
        [person, preference_id],
    ).fetchone()
    return (row[0], row[1]) if row else None


def believe_again(tx: Transaction, person: PersonId, scope: str, ended_at: datetime) -> int:
    """Believe the rows of a scope again that ended at an instant; return how many."""
    return tx.execute(
        """UPDATE source_preferences SET believed_to = NULL
           WHERE user_id = %s AND scope = %s AND believed_to = %s""",
        [person, scope, ended_at],
    ).rowcount


def metric_sources(tx: Transaction, person: PersonId) -> dict[str, set[SourceId]]:
    """Return which sources have series of each metric."""
    found: dict[str, set[SourceId]] = {}
    for metric, source in tx.execute(
        "SELECT DISTINCT metric, source_id FROM series WHERE user_id = %s", [person]
    ):
        found.setdefault(metric, set()).add(SourceId(source))
    return found


def workout_sources(tx: Transaction, person: PersonId) -> set[SourceId]:
    """Return which sources recorded workouts."""
    rows = tx.execute("SELECT DISTINCT source_id FROM workouts WHERE user_id = %s AND believed", [person])
    return {SourceId(row[0]) for row in rows}


def page_bounds(tx: Transaction, person: PersonId, metric: str) -> tuple[date, date] | None:
    """Return the first and last UTC day (or vendor date) for which a metric has pages."""
    row = tx.execute(
        """SELECT min(o.first), max(o.last) FROM series s CROSS JOIN LATERAL (
             SELECT min(day) AS first, max(day) AS last FROM observation_days
             WHERE user_id = s.user_id AND series_id = s.series_id) o
           WHERE s.user_id = %s AND s.metric = %s""",
        [person, metric],
    ).fetchone()
    return (row[0], row[1]) if row and row[0] is not None else None


def workout_bounds(tx: Transaction, person: PersonId) -> tuple[int, int] | None:
    """Return the first start and the last end of all workouts, in epoch ms."""
    row = tx.execute(
        "SELECT min(start_ms), max(end_ms) FROM workouts WHERE user_id = %s AND believed", [person]
    ).fetchone()
    return (row[0], row[1]) if row and row[0] is not None else None


def resolved_day(tx: Transaction, person: PersonId, metric: str, day: date) -> tuple[Any, ...] | None:
    """Return (value, flags, believed_from, quality, source_id) of a day as it was kept."""
    return tx.execute(
        """SELECT value, flags, believed_from, quality, source_id FROM daily
           WHERE user_id = %s AND metric = %s AND day = %s""",
        [person, metric, day],
    ).fetchone()


def earlier_answers(tx: Transaction, person: PersonId, metric: str, day: date) -> list[EarlierAnswer]:
    """Return what was shown for a day before, newest first."""
    rows = tx.execute(
        """SELECT value, believed_from, believed_to, cause FROM daily_versions
           WHERE user_id = %s AND metric = %s AND day = %s ORDER BY believed_to DESC""",
        [person, metric, day],
    )
    return [EarlierAnswer(*row) for row in rows]


def delivered_until(tx: Transaction, person: PersonId) -> dict[str, int]:
    """Return per road the time (epoch ms) up to which its whole files tell everything."""
    rows = tx.execute(
        """SELECT road, max(said_at_ms) FROM ingests
           WHERE user_id = %s AND whole AND state = 'done' AND said_at_ms IS NOT NULL GROUP BY road""",
        [person],
    )
    return {row[0]: row[1] for row in rows}


def routes_among(tx: Transaction, person: PersonId, keys: Sequence[bytes]) -> set[bytes]:
    """Return which of the records have a route."""
    rows = tx.execute(
        """SELECT DISTINCT record_key FROM record_streams
           WHERE user_id = %s AND name = 'route' AND record_key = ANY (%s)""",
        [person, list(keys)],
    )
    return {bytes(row[0]) for row in rows}


def roads_of(tx: Transaction, person: PersonId, metrics: Sequence[str]) -> dict[str, set[str]]:
    """Return by metric the roads by which its sources come."""
    found: dict[str, set[str]] = {}
    for metric, road in tx.execute(
        """SELECT DISTINCT s.metric, o.road FROM series s
           JOIN sources o ON o.user_id = s.user_id AND o.source_id = s.source_id
           WHERE s.user_id = %s AND s.metric = ANY (%s)""",
        [person, list(metrics)],
    ):
        found.setdefault(metric, set()).add(road)
    return found
