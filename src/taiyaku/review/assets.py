"""The page's style, scripts and icon, read once: no request reads a file from disk."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from starlette.responses import PlainTextResponse, Response

_SCRIPT = "text/javascript; charset=utf-8"
_TYPES = {
    "review.css": "text/css; charset=utf-8",
    **dict.fromkeys(("address.js", "article.js", "field.js", "preview.js", "saving.js", "htmx.min.js"), _SCRIPT),
    "icon.svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Assets:
    """Style, script and icon by name."""

    contents: Mapping[str, bytes]
    digest: str
    """Part of every address, so that browsers cache the files until they change; scripts import each other under it."""

    def address(self, name: str) -> str:
        """The address of a file."""
        return f"/static/{self.digest}/{name}"

    def response(self, name: str) -> Response:
        """A file, or a 404 response."""
        if name not in self.contents:
            return PlainTextResponse("No such file.\n", 404)
        headers = {"Cache-Control": "private, max-age=31536000, immutable"}
        return Response(self.contents[name], media_type=_TYPES[name], headers=headers)


def load_assets() -> Assets:
    """Read the files from the package."""
    folder = files("taiyaku.review").joinpath("static")
    contents = {name: folder.joinpath(name).read_bytes() for name in _TYPES}
    return Assets(contents, hashlib.sha256(b"".join(contents.values())).hexdigest()[:12])
