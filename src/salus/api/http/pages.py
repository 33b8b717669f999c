"""The web app's files: one page for every address, and its hashed parts, which never change."""

from __future__ import annotations

import mimetypes
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Final

import orjson
from starlette.requests import Request
from starlette.responses import Response

ROOT: Final = Path(str(files("salus"))) / "web_dist"
_PACKED: Final = (("br", ".br"), ("gzip", ".gz"))
_INLINE: Final = re.compile(rb"<(script|style)(?![^>]*\bsrc=)[^>]*>(.*?)</\1>", re.DOTALL)
_LONGEST_PATH: Final = 200
_NOT_BUILT: Final = (
    b"<!doctype html><title>Salus</title><p>The web app has not been built. Run <code>make setup</code>, "
    b"then start Salus again. The API at /graphql works."
)


@dataclass(frozen=True, slots=True)
class _File:
    content: bytes
    media_type: str
    headers: Mapping[str, str]


class WebApp:
    """Serves the built web app from memory: a few hundred kilobytes, read once."""

    def __init__(self, *, root: Path = ROOT, secure: bool = False) -> None:
        self._root = root
        self._secure = secure
        self._known: dict[tuple[str, str], _File | None] = {}

    async def serve(self, request: Request) -> Response:
        """Answer a GET or HEAD: a file by its name, the app for every other address."""
        path = request.path_params.get("path", "")
        accepted = request.headers.get("accept-encoding", "")
        packing = next((name for name, _ in _PACKED if name in accepted), "")
        found = self._file(path, packing) if path and path != "index.html" else None
        if found is None and (path.startswith("assets/") or "." in path.rpartition("/")[2]):
            return Response("There is no such file.\n", status_code=404, media_type="text/plain")
        if found is None:
            found = self._file("index.html", packing)
        if found is None:
            return Response(_NOT_BUILT, status_code=200, media_type="text/html", headers=self._safety(b""))
        if request.headers.get("if-none-match") == found.headers.get("ETag"):
            return Response(status_code=304, headers=dict(found.headers))
        return Response(found.content, media_type=found.media_type, headers=dict(found.headers))

    def documents(self) -> dict[str, str]:
        """Return the GraphQL documents that the app was built with, by their hash."""
        path = self._root / "persisted-documents.json"
        if not path.exists():
            return {}
        found = orjson.loads(path.read_bytes())
        return {str(key).removeprefix("sha256:"): str(text) for key, text in found.items()}

    def _file(self, path: str, packing: str) -> _File | None:
        key = (path[: _LONGEST_PATH + 1], packing)
        if key not in self._known:
            if len(self._known) > 2000:
                self._known.clear()
            self._known[key] = self._read(path, packing)
        return self._known[key]

    def _read(self, path: str, packing: str) -> _File | None:
        if "\0" in path or len(path) > _LONGEST_PATH:
            return None
        place = (self._root / path).resolve()
        if not place.is_relative_to(self._root.resolve()) or not place.is_file():
            return None
        content = place.read_bytes()
        kind = mimetypes.guess_type(place.name)[0] or "application/octet-stream"
        if place.suffix == ".webmanifest":
            kind = "application/manifest+json"
        headers = {"ETag": f'"{sha256(content).hexdigest()[:20]}"', "X-Content-Type-Options": "nosniff"}
        if path.startswith("assets/"):
            headers["Cache-Control"] = "public, max-age=31536000, immutable"
        else:
            headers["Cache-Control"] = "no-cache"
        if kind == "text/html":
            headers.update(self._safety(content))
        for name, suffix in _PACKED:
            packed = place.with_name(place.name + suffix)
            if name == packing and packed.is_file():
                content = packed.read_bytes()
                headers |= {
                    "Content-Encoding": name,
                    "Vary": "Accept-Encoding",
                    "ETag": f'{headers["ETag"][:-1]}{name}"',
                }
                break
        return _File(content, kind, headers)

    def _safety(self, page: bytes) -> dict[str, str]:
        """Headers that keep foreign code and frames out; what stands in the page is allowed by its hash."""
        allowed: dict[str, list[str]] = {"script": [], "style": []}
        for tag, text in _INLINE.findall(page):
            if text.strip():
                allowed[tag.decode()].append(f"'sha256-{b64encode(sha256(text).digest()).decode()}'")
        policy = ["default-src 'self'"]
        policy += [f"{tag}-src 'self' {' '.join(hashes)}" for tag, hashes in allowed.items() if hashes]
        policy += ["base-uri 'none'", "object-src 'none'", "frame-ancestors 'none'", "form-action 'self'"]
        headers = {
            "Content-Security-Policy": "; ".join(policy),
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        }
        if self._secure:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        return headers
