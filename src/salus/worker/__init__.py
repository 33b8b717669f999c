"""Runs jobs: the edge that opens their transactions and keeps one job's failure its own."""

from __future__ import annotations

from salus.worker.run import run

__all__ = ["run"]
