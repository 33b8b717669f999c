"""Invented persons: whole lives of health data with known truth, and the files their apps would export.

For the demo, the tests and the benchmark. Nothing here reads or writes the database.
"""

from __future__ import annotations

from salus.sandbox.apple_export import write
from salus.sandbox.apple_style import Written
from salus.sandbox.person import Journey, Person, invent

__all__ = ["Journey", "Person", "Written", "invent", "write"]
