"""Errors named by what to do about them. Nothing else in Salus defines an error class of its own kind."""

from __future__ import annotations

from datetime import timedelta


class SalusError(Exception):
    """Base of every error that Salus raises on purpose; its text is written for the one who must act."""


class UserInputError(SalusError):
    """The person gave something that cannot be used. The text names the thing and the remedy.

    `code` is a stable word for programs (`unknown_metric`, `not_an_export`, …).
    """

    def __init__(self, message: str, *, code: str = "bad_input") -> None:
        super().__init__(message)
        self.code = code


class OperatorError(SalusError):
    """The machine or its settings stand in the way (port taken, disk full, wrong data directory version)."""


class RecordSkipped(SalusError):  # noqa: N818 (named by consequence, as all of these)
    """One record cannot be used: ingest quarantines it with this reason and goes on."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


class Retriable(SalusError):  # noqa: N818
    """Worth asking again, not before `after` has passed."""

    def __init__(self, message: str, *, after: timedelta) -> None:
        super().__init__(message)
        self.after = after


class ReauthorizationRequired(SalusError):  # noqa: N818
    """The person must connect the source again; the connection pauses."""


class ProviderBroken(SalusError):  # noqa: N818
    """The provider's answer is not what its manifest declares; the stream pauses and the operator is told."""
