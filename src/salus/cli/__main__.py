"""`python -m salus.cli` is `salus`."""

from __future__ import annotations

from salus.cli.main import main

main()
