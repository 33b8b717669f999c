"""From a cookie or a token to who asks."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from salus import accounts
from salus.accounts import Caller, throttle
from salus.accounts.secrets import TOKEN_PREFIX
from salus.api.execution import BadRequest
from salus.api.operation import Client, Server
from salus.db import Transaction

COOKIE_HTTPS: Final = "__Host-salus"
COOKIE_HTTP: Final = "salus_session"
LOOK_AGAIN: Final = 20.0
"""Seconds after which a conversation that is still open is asked again whether it may go on."""


class TooManyRequests(BadRequest):
    """The person has used up the requests of this minute."""

    def __init__(self, after: timedelta) -> None:
        seconds = max(1, round(after.total_seconds() + 0.5))
        super().__init__(
            f"Too many requests; ask again in {seconds} s.", code="too_many_requests", status=429
        )
        self.after = seconds


@dataclass(frozen=True, slots=True)
class Gate:
    """Finds out who asks, and refuses what another site's page sends in a person's name."""

    server: Server
    rate_limit: int
    """Requests per person and minute; 0: no limit."""
    proxies: tuple[IPv4Network | IPv6Network, ...]

    @classmethod
    def of(cls, server: Server, rate_limit: int, trusted_proxies: tuple[str, ...]) -> Gate:
        """Return the gate for these settings."""
        return cls(server, rate_limit, tuple(ip_network(p, strict=False) for p in trusted_proxies))

    @property
    def cookie(self) -> str:
        """Name of the session cookie."""
        return COOKIE_HTTPS if self.server.secure else COOKIE_HTTP

    def client(self, connection: HTTPConnection) -> Client:
        """Return where a request came from; only trusted proxies are believed about others."""
        address = connection.client.host if connection.client else ""
        if self._trusted(address):
            # The nearest proxy writes last; the first address that is no proxy of ours is the client's.
            for forwarded in reversed(connection.headers.get("x-forwarded-for", "").split(",")):
                address = forwarded.strip() or address
                if not self._trusted(address):
                    break
        return Client(address, connection.headers.get("user-agent", "")[:300], _loopback(address))

    async def caller(
        self, connection: HTTPConnection, *, authorization: str | None = None, counted: bool = True
    ) -> Caller | None:
        """Return who asks, None for nobody.

        `authorization` stands for the header where a protocol carries it elsewhere.
        Raises: BadRequest for a token that is none or has ended, and for another site's request;
        TooManyRequests.
        """
        given = authorization if authorization is not None else connection.headers.get("authorization")
        if given is not None:
            kind, _, secret = given.partition(" ")
            secret = secret.strip()
            if kind.lower() != "bearer" or not secret.startswith(TOKEN_PREFIX):
                raise BadRequest(
                    "The Authorization header must be: Bearer salus_…", code="unauthenticated", status=401
                )
            found = await self._look_up(secret, by_token=True, counted=counted)
            if found is None:
                raise BadRequest(
                    "This token is unknown, revoked or has ended.", code="unauthenticated", status=401
                )
            return found
        secret = connection.cookies.get(self.cookie, "")
        if not secret:
            return None
        self.refuse_other_sites(connection)
        return await self._look_up(secret, by_token=False, counted=counted)

    async def still(
        self, connection: HTTPConnection, caller: Caller | None, *, authorization: str | None = None
    ) -> bool:
        """Tell whether a conversation may go on: the token or session it began with has not ended."""
        if caller is None:
            return True
        try:
            found = await self.caller(connection, authorization=authorization, counted=False)
        except BadRequest:
            return False
        return found is not None and found.person == caller.person

    async def count(self, caller: Caller | None) -> None:
        """Count one request of a conversation that was opened before.

        Raises: TooManyRequests.
        """
        if caller is None or not self.rate_limit:
            return
        now = datetime.now(UTC)

        def work() -> timedelta | None:
            with self.server.db.transaction(relaxed_commit=True) as tx:
                return self._counted(tx, caller, now)

        wait = await asyncio.get_running_loop().run_in_executor(self.server.threads, work)
        if wait is not None:
            raise TooManyRequests(wait)

    def refuse_other_sites(self, connection: HTTPConnection) -> None:
        """Refuse a request that a page of another origin sent along with the person's cookie.

        Raises: BadRequest.
        """
        origin = connection.headers.get("origin")
        if origin is not None:
            ours = {urlsplit(self.server.public_url).netloc, connection.headers.get("host", "")}
            if urlsplit(origin).netloc not in ours:
                raise BadRequest("This page may not ask in your name.", code="forbidden", status=403)
        elif connection.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
            raise BadRequest("This page may not ask in your name.", code="forbidden", status=403)

    def cookie_header(self, secret: str) -> str:
        """Return the Set-Cookie header that opens a session, or with an empty secret ends it."""
        age = 400 * 86_400 if secret else 0
        secure = "; Secure" if self.server.secure else ""
        return f"{self.cookie}={secret}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}"

    async def _look_up(self, secret: str, *, by_token: bool, counted: bool) -> Caller | None:
        now = datetime.now(UTC)

        def work() -> tuple[Caller | None, timedelta | None]:
            find = accounts.caller_by_token if by_token else accounts.caller_by_session
            with self.server.db.transaction(lookup=accounts.secret_hash(secret), relaxed_commit=True) as tx:
                found = find(tx, secret, now=now)
                if found is None:
                    return None, None
                wait = self._counted(tx, found.caller, now) if counted and self.rate_limit else None
            if found.unseen:
                with self.server.db.transaction(found.caller.person) as tx:
                    accounts.note_use(tx, found.caller, now=now)
            return found.caller, wait

        caller, wait = await asyncio.get_running_loop().run_in_executor(self.server.threads, work)
        if wait is not None:
            raise TooManyRequests(wait)
        return caller

    def _counted(self, tx: Transaction, caller: Caller, now: datetime) -> timedelta | None:
        rate = throttle.per_minute(self.rate_limit)
        return throttle.wait(tx, "requests", str(caller.person), rate, now=now)

    def _trusted(self, address: str) -> bool:
        if not self.proxies:
            return False
        try:
            at = ip_address(address)
        except ValueError:
            return False
        return any(at in network for network in self.proxies)


def retry_headers(error: BadRequest) -> Mapping[str, str]:
    """Return the headers that go with a refusal."""
    if isinstance(error, TooManyRequests):
        return {"Retry-After": str(error.after)}
    if error.status == 401:
        return {"WWW-Authenticate": "Bearer"}
    return {}


def _loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
