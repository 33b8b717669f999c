"""Persons: who they are, how they sign in, what their tokens may do, and the keys of their secrets."""
