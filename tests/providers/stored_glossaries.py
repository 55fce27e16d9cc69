"""Glossary storage like DeepL's (v3) and Google's (v3, with Cloud Storage)."""

from __future__ import annotations

import json
import re
import uuid
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from .shapes import KEY

Answer = tuple[int, dict[str, str], bytes]


def answer(status: int, body: Any = None) -> Answer:
    return status, {}, b"" if body is None else json.dumps(body).encode()


def entries_of(tsv: str) -> dict[str, str]:
    """The entries of a TSV as DeepL reads it; ValueError where it would refuse them."""
    found: dict[str, str] = {}
    for line in tsv.splitlines():
        source, target = line.split("\t")
        if not source.strip() or not target.strip() or source != source.strip() or source in found:
            raise ValueError(f"invalid entry {line!r}")
        found[source] = target
    if not found:
        raise ValueError("no entries")
    return found


class DeepLGlossaries:
    """By id: a name, and entries by pair of languages."""

    def __init__(self) -> None:
        self.held: dict[str, dict[str, Any]] = {}

    def add(self, name: str, source: str = "ja", target: str = "en", **entries: str) -> str:
        """A glossary that somebody made."""
        id_ = str(uuid.uuid4())
        self.held[id_] = {"name": name, "dictionaries": {(source, target): entries or {"a": "b"}}}
        return id_

    def named(self) -> dict[str, dict[str, str]]:
        """The entries of each first dictionary, by glossary name."""
        return {held["name"]: next(iter(held["dictionaries"].values())) for held in self.held.values()}

    def _shown(self, id_: str) -> dict[str, Any]:
        held = self.held[id_]
        dictionaries = [
            {"source_lang": pair[0], "target_lang": pair[1], "entry_count": len(entries)}
            for pair, entries in held["dictionaries"].items()
        ]
        return {
            "glossary_id": id_,
            "name": held["name"],
            "dictionaries": dictionaries,
            "creation_time": "2026-01-01T00:00:00Z",
        }

    def handle(self, method: str, path: str, headers: dict[str, str], body: Any) -> Answer | None:
        """The answer to a request about glossaries; None where it is about something else."""
        match = re.fullmatch(r"/v3/glossaries(?:/([0-9a-f-]+)(/dictionaries)?)?", path)
        if match is None:
            return None
        if headers.get("authorization") != f"DeepL-Auth-Key {KEY}":
            return answer(403, {"message": "Forbidden"})
        id_, dictionaries = match.groups()
        if id_ and id_ not in self.held:
            return answer(404, {"message": "Glossary not found"})
        try:
            return self._done(method, id_, bool(dictionaries), body)
        except (ValueError, KeyError, TypeError) as error:
            return answer(400, {"message": f"Bad request: {error}"})

    def _done(self, method: str, id_: str | None, dictionaries: bool, body: Any) -> Answer:
        match method, id_, dictionaries:
            case "GET", None, False:
                return answer(200, {"glossaries": [self._shown(known) for known in self.held]})
            case "POST", None, False:
                (given,) = body["dictionaries"]
                made = self.add(_name(body["name"]))
                self.held[made]["dictionaries"] = {_pair(given): _read(given)}
                return answer(201, self._shown(made))
            case "PUT", str(), True:
                entries = _read(body)
                self.held[id_]["dictionaries"][_pair(body)] = entries
                shown = {"source_lang": _pair(body)[0], "target_lang": _pair(body)[1], "entry_count": len(entries)}
                return answer(200, shown)
            case "PATCH", str(), False:
                self.held[id_]["name"] = _name(body["name"])
                return answer(200, self._shown(id_))
            case "DELETE", str(), False:
                del self.held[id_]
                return answer(204)
        return answer(405, {"message": "Method not allowed"})


def _name(name: str) -> str:
    if not name or len(name.encode()) > 1024:
        raise ValueError("name")
    return name


def _pair(given: Any) -> tuple[str, str]:
    pair = given["source_lang"], given["target_lang"]
    if not all(re.fullmatch("[a-z]{2}", code) for code in pair):
        raise ValueError(f"unsupported pair {pair}")
    return pair


def _read(given: Any) -> dict[str, str]:
    if given["entries_format"] != "tsv":
        raise ValueError("entries_format")
    return entries_of(given["entries"])


class GoogleGlossaries:
    """Glossaries by resource name, made out of files in buckets by operations that take two looks to end."""

    def __init__(self) -> None:
        self.held: dict[str, dict[str, Any]] = {}
        self.files: dict[str, str] = {}
        self.operations: dict[str, int] = {}
        self.broken = False
        """Whether operations end with an error."""
        self.page = 2
        """Glossaries a page."""

    def handle(self, method: str, path: str, headers: dict[str, str], body: Any) -> Answer | None:
        """The answer to a request about glossaries, files or operations; None where it is about something else."""
        parts = urlsplit(path)
        if not re.match(r"/upload/storage|/v3/projects/[^/]+/locations/[^/:]+/(glossaries|operations)", parts.path):
            return None
        if headers.get("authorization") != f"Bearer {KEY}":
            return answer(401, {"error": {"code": 401, "message": "Request had invalid credentials."}})
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        if match := re.fullmatch(r"/upload/storage/v1/b/([^/]+)/o", parts.path):
            if method != "POST" or query.get("uploadType") != "media" or "name" not in query:
                return answer(400, {"error": {"message": "bad upload"}})
            self.files[f"gs://{match[1]}/{query['name']}"] = body
            return answer(200, {"kind": "storage#object", "name": query["name"]})
        name = unquote(parts.path.removeprefix("/v3/"))
        if "/operations/" in name:
            self.operations[name] -= 1
            return self._operation(name)
        return self._glossary(method, name, query, body)

    def _glossary(self, method: str, name: str, query: dict[str, str], body: Any) -> Answer:
        place, _, id_ = name.partition("/glossaries")
        if not id_ and method == "GET":
            names = sorted(held for held in self.held if held.startswith(f"{place}/"))
            start = int(query.get("pageToken", "0"))
            shown = [{"name": held} for held in names[start : start + self.page]]
            more = {"nextPageToken": str(start + self.page)} if start + self.page < len(names) else {}
            return answer(200, {**({"glossaries": shown} if shown else {}), **more})
        if not id_ and method == "POST":
            return self._made(place, body)
        if name not in self.held:
            return answer(404, {"error": {"code": 404, "message": "Glossary not found.", "status": "NOT_FOUND"}})
        if method == "DELETE":
            del self.held[name]
            return self._operation(f"{place}/operations/{uuid.uuid4().hex}", begin=True)
        return answer(200, {"name": name})

    def _made(self, place: str, body: Any) -> Answer:
        if set(body) != {"name", "languagePair", "inputConfig"} or place.endswith("/global"):
            return answer(400, {"error": {"code": 400, "message": "Invalid glossary."}})
        if not re.fullmatch(rf"{re.escape(place)}/glossaries/[a-z][a-z0-9_-]*", body["name"]):
            return answer(400, {"error": {"code": 400, "message": "Invalid resource name."}})
        if body["name"] in self.held:
            return answer(409, {"error": {"code": 409, "message": "Already exists."}})
        pair = body["languagePair"]
        uri = body["inputConfig"]["gcsSource"]["inputUri"]
        self.held[body["name"]] = {
            "pair": (pair["sourceLanguageCode"], pair["targetLanguageCode"]),
            "entries": entries_of(self.files[uri]),
        }
        return self._operation(f"{place}/operations/{uuid.uuid4().hex}", begin=True)

    def _operation(self, name: str, *, begin: bool = False) -> Answer:
        if begin:
            self.operations[name] = 2
        done = self.operations[name] <= 0
        if done and self.broken:
            return answer(200, {"name": name, "done": True, "error": {"code": 3, "message": f"bad file ({KEY})"}})
        return answer(200, {"name": name, **({"done": True, "response": {}} if done else {})})
