"""The database: the embedded server, roles, migrations, and transactions with a person set."""

from __future__ import annotations

from salus.db.database import Database, Notice, Transaction, lock_person

__all__ = ["Database", "Notice", "Transaction", "lock_person"]
