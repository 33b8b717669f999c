"""What people change about their accounts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry

from salus import accounts, jobs, metrics, observations, resolution
from salus.accounts import passwords, throttle
from salus.accounts.scopes import EVERYTHING
from salus.api.erasure import remove_files
from salus.api.graphql.base import Id, Info, Problem, uuid_of
from salus.api.graphql.people.types import (
    ApiToken,
    SignedIn,
    SignInResult,
    SignUpInput,
    TokenCreated,
    TokenResult,
    Viewer,
    ViewerChanged,
    ViewerInput,
    ViewerResult,
)
from salus.api.operation import Operation
from salus.db import Transaction
from salus.kit.errors import UserInputError
from salus.kit.ids import PersonId, uuid7

_WRONG = "The address or the password is wrong."


@strawberry.type
class PeopleMutation:
    """Fields of Mutation about people."""

    @strawberry.mutation(description="Make the first account of this server, its owner's, and sign in.")
    async def sign_up(self, info: Info, input: SignUpInput) -> SignInResult:
        op = info.context
        refused = await _refused(op, "sign-up", op.client.address, throttle.SIGN_UP_BY_CLIENT)
        if refused is not None:
            return refused
        try:
            secret_hash = await op.password_work(passwords.hash_password, input.password)
            person = PersonId(uuid7(op.now))
            await op.change_as(
                person,
                accounts.create_user,
                email=input.email,
                password_hash=secret_hash,
                display_name=input.name,
                time_zone=input.time_zone,
                locale=input.locale,
                only_first=True,
                now=op.now,
            )
            return await _signed_in(op, person)
        except UserInputError as error:
            return Problem.of(error)

    @strawberry.mutation(description="Sign in with address and password; a browser gets a cookie.")
    async def sign_in(self, info: Info, email: str, password: str) -> SignInResult:
        op = info.context
        guarded = (
            ("sign-in client", op.client.address, throttle.SIGN_IN_BY_CLIENT),
            ("sign-in address", email.strip().casefold()[:300], throttle.SIGN_IN_BY_ADDRESS),
        )
        for limit in guarded:
            refused = await _refused(op, *limit)
            if refused is not None:
                return refused
        try:
            credential = None
            person = await op.as_nobody(_find, email)
            if person is not None:
                credential = await op.change_as(person, accounts.password_credential)
            secret_hash = credential.secret_hash if credential else None
            fits = await op.password_work(passwords.verify, secret_hash, password)
            if credential is None or not fits or credential.disabled:
                raise UserInputError(_WRONG, code="wrong_password")
            for limit in guarded:
                await op.as_nobody(throttle.take_back, *limit)  # only wrong ones are held against anybody
            if passwords.outdated(credential.secret_hash):
                renewed = await op.password_work(passwords.hash_password, password)
                await op.change_as(credential.person, accounts.renew_hash, renewed, now=op.now)
            return await _signed_in(op, credential.person)
        except UserInputError as error:
            return Problem.of(error)

    @strawberry.mutation(description="End this session; true also when there was none.")
    async def sign_out(self, info: Info) -> bool:
        op = info.context
        caller = op.caller
        if caller is not None and caller.via is accounts.Via.SESSION and caller.id is not None:
            await op.change(accounts.end_session, caller.id)
        op.client.new_cookie = ""
        op.caller = None
        return True

    @strawberry.mutation(description="Change what the person says about themselves.")
    async def update_viewer(self, info: Info, input: ViewerInput) -> ViewerResult:
        op = info.context
        op.writer()
        try:
            user = await op.change(
                _update,
                display_name=input.name,
                time_zone=input.time_zone,
                locale=input.locale,
                units=None if input.units is None else {u.quantity[:40]: u.unit[:40] for u in input.units},
                favourites=None if input.favourites is None else _known(input.favourites),
            )
        except UserInputError as error:
            return Problem.of(error)
        return ViewerChanged(viewer=Viewer.of(user, _caller(op)))

    @strawberry.mutation(description="Set another password; all other sessions end.")
    async def change_password(self, info: Info, current: str, new: str) -> ViewerResult:
        op = info.context
        refused = await _refused(op, "password", str(op.oneself()), throttle.SIGN_IN_BY_ADDRESS)
        if refused is not None:
            return refused
        try:
            credential = await op.change(accounts.password_credential)
            known = credential.secret_hash if credential else None
            if not await op.password_work(passwords.verify, known, current):
                raise UserInputError("The present password is wrong.", code="wrong_password")
            secret_hash = await op.password_work(passwords.hash_password, new)
            caller = _caller(op)
            keep = caller.id if caller.via is accounts.Via.SESSION else None
            await op.change(accounts.set_password, secret_hash, keep_session=keep, now=op.now)
            user = await op.in_room(accounts.get_user)
        except UserInputError as error:
            return Problem.of(error)
        return ViewerChanged(viewer=Viewer.of(user, _caller(op)))

    @strawberry.mutation(description="Sign another browser out; false when there is no such session.")
    async def revoke_session(self, info: Info, id: Id) -> bool:
        info.context.oneself()
        return await info.context.change(accounts.end_session, uuid_of(id, "session"))

    @strawberry.mutation(
        description="Make a token for a program. Scopes: read, write, read:<category>, ingest:device, "
        "ingest:health-auto-export, metrics."
    )
    async def create_token(
        self, info: Info, name: str, scopes: list[str], expires_at: datetime | None = None
    ) -> TokenResult:
        op = info.context
        op.oneself()
        try:
            token, shown = await op.change(
                accounts.create_token, name=name, words=scopes, expires_at=expires_at, now=op.now
            )
        except UserInputError as error:
            problem = Problem.of(error)
            problem.field = problem.field or "scopes"
            return problem
        return TokenCreated(token=ApiToken.of(token), secret=shown.secret)

    @strawberry.mutation(description="End a token; false when there is none, or it has ended.")
    async def revoke_token(self, info: Info, id: Id) -> bool:
        op = info.context
        op.oneself()
        return await op.change(accounts.revoke_token, uuid_of(id, "token"), now=op.now)

    @strawberry.mutation(
        description="Remove the invented person and everything of theirs. Asked by them, or by the owner."
    )
    async def clear_demo(self, info: Info) -> bool:
        op = info.context
        op.oneself()
        user = await op.in_room(accounts.get_user)
        if not (user.is_demo or user.is_owner):
            raise UserInputError("Only the owner may clear the demo.", code="forbidden")
        demo = user.person if user.is_demo else await op.as_nobody(_find, accounts.DEMO_EMAIL)
        if demo is None:
            return False
        await op.change_as(demo, _erase_demo)
        await op.password_work(remove_files, op.server.data_dir, demo)
        if user.is_demo:
            op.client.new_cookie = ""
            op.caller = None
        return True


async def _signed_in(op: Operation, person: PersonId) -> SignedIn:
    opened = await op.change_as(person, accounts.open_session, user_agent=op.client.user_agent, now=op.now)
    op.caller = accounts.Caller(person, accounts.Via.SESSION, EVERYTHING, opened.id)
    op.client.new_cookie = opened.secret
    user = await op.in_room(accounts.get_user)
    return SignedIn(viewer=Viewer.of(user, op.caller))


async def _refused(op: Operation, what: str, who: str, rate: throttle.Rate) -> Problem | None:
    """Count an attempt; say when to come back where there were too many."""
    now = op.now
    wait = await op.as_nobody(throttle.wait, what, who, rate, now=now)
    if wait is None:
        return None
    seconds = max(1, round(wait.total_seconds() + 0.5))
    return Problem(
        code="too_many_attempts", message=f"Too many attempts. Try again in {seconds} s.", retry_at=now + wait
    )


def _find(tx: Transaction, email: str) -> PersonId | None:
    try:
        return accounts.find_person(tx, email)
    except UserInputError:
        return None  # what is no address has no account, and the answer takes as long as any other


def _erase_demo(tx: Transaction, person: PersonId) -> None:
    if not accounts.get_user(tx, person).is_demo:
        raise UserInputError("That is not the demo person.", code="forbidden")
    accounts.erase_person(tx, person)


def _update(tx: Transaction, person: PersonId, /, *, time_zone: str | None, **more: Any) -> accounts.User:
    """Change an account; days that begin elsewhere by another zone of the profile are worked out anew."""
    if time_zone is None:
        return accounts.update_user(tx, person, **more)
    before = observations.zone_history(tx, person)
    user = accounts.update_user(tx, person, time_zone=time_zone, **more)
    if resolution.mark_zone_change(tx, person, before, observations.zone_history(tx, person)):
        jobs.enqueue(tx, jobs.Recompute(person))
    return user


def _known(codes: list[str]) -> list[str]:
    return [metrics.get(code).code for code in codes]


def _caller(op: Operation) -> accounts.Caller:
    if op.caller is None:
        raise UserInputError("Sign in first.", code="unauthenticated")
    return op.caller
