"""Rate limits shared by all servers: the generic cell rate algorithm, one upsert a question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from salus.accounts import queries
from salus.db import Transaction


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` at once, then one each `every`."""

    burst: int
    every: timedelta


SIGN_IN_BY_ADDRESS: Final = Rate(burst=8, every=timedelta(seconds=15))
"""Of one account: guessing is slow, a forgetful person is not locked out for long."""
SIGN_IN_BY_CLIENT: Final = Rate(burst=40, every=timedelta(seconds=3))
"""From one network address: many people may share it."""
SIGN_UP_BY_CLIENT: Final = Rate(burst=10, every=timedelta(seconds=30))


def per_minute(requests: int) -> Rate:
    """Return the rate that lets `requests` through in a minute, all at once if need be."""
    return Rate(burst=requests, every=timedelta(minutes=1) / requests)


def wait(tx: Transaction, what: str, who: str, rate: Rate, *, now: datetime) -> timedelta | None:
    """Count one request; None when it may go on, else how long to wait.

    A refused request is not counted. `what` and `who` are stored as a hash.
    Source: GCRA as virtual scheduling (ITU-T I.371 annex A).
    """
    key = _key(what, who)
    every = rate.every.total_seconds()
    tolerance = every * (rate.burst - 1)
    at = now.timestamp()
    if queries.count_request(tx, key, at, every, tolerance):
        return None
    tat = queries.theoretical_arrival(tx, key)
    return timedelta(seconds=max(0.001, (tat or at) - tolerance - at))


def take_back(tx: Transaction, what: str, who: str, rate: Rate) -> None:
    """Uncount one request that was let through and turned out to be a rightful one."""
    queries.uncount_request(tx, _key(what, who), rate.every.total_seconds())


def _key(what: str, who: str) -> str:
    return sha256(f"{what}\0{who}".encode("utf-8", "surrogatepass")).hexdigest()


def forget_idle(tx: Transaction, *, now: datetime) -> int:
    """Delete limits that have recovered for an hour and return how many there were."""
    return queries.delete_throttles(tx, (now - timedelta(hours=1)).timestamp())
