"""A whole server in this process, asked over ASGI."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import anyio
import anyio.from_thread
import httpx2
import pytest
from starlette.applications import Starlette

from salus.api.app import create_app
from salus.db import Database
from salus.settings import Settings

T = TypeVar("T")
PASSWORD = "correct horse battery"


class Browser:
    """Asks one server as one browser, synchronously."""

    def __init__(
        self, app: Starlette, portal: anyio.from_thread.BlockingPortal, base: str, address: str
    ) -> None:
        self._portal = portal
        self._client = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=app, client=(address, 1)), base_url=base
        )

    def request(self, method: str, path: str, **more: Any) -> httpx2.Response:
        async def ask() -> httpx2.Response:
            return await self._client.request(method, path, **more)

        return self._portal.call(ask)

    def post(self, text: str, *, token: str | None = None, **variables: Any) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        body = {"query": text, "variables": variables}
        return self.request("POST", "/graphql", json=body, headers=headers)

    def ask(self, text: str, *, token: str | None = None, **variables: Any) -> Any:
        body = self.post(text, token=token, **variables).json()
        assert "errors" not in body, body
        return body["data"]

    def refusal(self, text: str, *, token: str | None = None, **variables: Any) -> str:
        body = self.post(text, token=token, **variables).json()
        return str(body["errors"][0]["extensions"]["code"])

    def sign_up(self, email: str = "ada@example.org") -> str:
        data = self.ask(
            """mutation ($input: SignUpInput!) { signUp(input: $input) {
                 ... on SignedIn { viewer { id } } ... on Problem { code message } } }""",
            input={"email": email, "password": PASSWORD, "name": "Ada", "timeZone": "Europe/Berlin"},
        )["signUp"]
        assert "viewer" in data, data
        return str(data["viewer"]["id"])

    def in_loop(self, work: Callable[[httpx2.AsyncClient], Awaitable[T]]) -> T:
        """Return what `work` gives, run with this browser's client in the server's loop."""
        return self._portal.call(work, self._client)

    def close(self) -> None:
        self._portal.call(self._client.aclose)


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def api_database(new_database: Callable[[], AbstractContextManager[Database]]) -> Iterator[Database]:
    with new_database() as made:
        yield made


@pytest.fixture
def settings(api_database: Database, data_dir: Path) -> Settings:
    return settings_for(api_database, data_dir)


@contextmanager
def serving(settings: Settings) -> Iterator[Callable[..., Browser]]:
    """Run a server and give what makes browsers for it."""
    with ExitStack() as stack:
        app = create_app(settings)
        portal = stack.enter_context(anyio.from_thread.start_blocking_portal())
        stack.enter_context(portal.wrap_async_context_manager(app.router.lifespan_context(app)))

        def browser(address: str = "127.0.0.1") -> Browser:
            made = Browser(app, portal, settings.public_url, address)
            stack.callback(made.close)
            return made

        yield browser


def settings_for(database: Database, data_dir: Path) -> Settings:
    """Return settings of a server without limits."""
    return Settings(
        data_dir=data_dir, database_app_url=database.app_url, public_url="http://salus.test", rate_limit=0
    )


@pytest.fixture
def serve(api_database: Database) -> Iterator[Callable[[Settings], Callable[..., Browser]]]:
    """Start servers for settings; each gives browsers."""
    with ExitStack() as stack:
        yield lambda settings: stack.enter_context(serving(settings))


@pytest.fixture
def new_browser(serve: Any, settings: Settings) -> Callable[..., Browser]:
    made: Callable[..., Browser] = serve(settings)
    return made


@pytest.fixture
def browser(new_browser: Callable[..., Browser]) -> Browser:
    return new_browser()
