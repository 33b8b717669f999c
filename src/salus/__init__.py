"""Salus: one right number from every source, with the reason why."""
