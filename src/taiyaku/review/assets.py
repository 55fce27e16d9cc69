"""The page's own files, read once: no request ever names a file on disk."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from starlette.responses import PlainTextResponse, Response

_TYPES = {
    "review.css": "text/css; charset=utf-8",
    "review.js": "text/javascript; charset=utf-8",
    "htmx.min.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Assets:
    """Style, script and icon by name."""

    contents: Mapping[str, bytes]
    digest: str
    """In every address, so that a browser may keep the files until they change."""

    def address(self, name: str) -> str:
        """Where a page finds a file."""
        return f"/static/{name}?{self.digest}"

    def response(self, name: str) -> Response:
        """A file, or that there is none."""
        if name not in self.contents:
            return PlainTextResponse("There is no such file.\n", 404)
        headers = {"Cache-Control": "private, max-age=31536000, immutable"}
        return Response(self.contents[name], media_type=_TYPES[name], headers=headers)


def load_assets() -> Assets:
    """Read the files that belong to the package."""
    folder = files("taiyaku.review").joinpath("static")
    contents = {name: folder.joinpath(name).read_bytes() for name in _TYPES}
    return Assets(contents, hashlib.sha256(b"".join(contents.values())).hexdigest()[:12])
