"""Which glossary file, entry and locale an option means, and writing a glossary file."""

from __future__ import annotations

from pathlib import Path

from taiyaku.config import Config
from taiyaku.errors import GlossaryError, UsageError
from taiyaku.model import Term
from taiyaku.suggest import nearest


def target_locale(config: Config, to: str | None) -> str:
    """The locale that was named, or by default the first target.

    Raises:
        UsageError: It is not a target of the project.
    """
    from taiyaku.cli.project import known_target

    return known_target(config, to) or config.targets[0]


def choose_file(config: Config, file: Path | None, *, option: str = "--file") -> Path:
    """The glossary file that was named, or the only one, or a new one if there is none.

    Raises:
        UsageError: None is named of several, or the settings do not read the one named.
    """
    from taiyaku.glossary.read_file import glossary_files, shown_path

    files = glossary_files(config.glossary.paths, config.root)
    if file is not None:
        path = file if file.is_absolute() else Path.cwd() / file
        inside = path.resolve().is_relative_to(config.root.resolve())
        if not inside or not any(Path(shown_path(path, config.root)).match(p) for p in config.glossary.paths):
            raise UsageError(
                f"not where the settings look for glossaries: {', '.join(config.glossary.paths)}", path=file
            )
        return path
    if len(files) > 1:
        names = ", ".join(shown_path(path, config.root) for path in files)
        raise UsageError(f"there are several glossary files; name one of {names} with {option}")
    if files:
        return files[0]
    return config.root / config.glossary.paths[0].replace("**/", "").replace("*", "terms")


def find_entry(config: Config, name: str, file: Path | None = None, domain: str | None = None) -> Term:
    """The entry of a term.

    Raises:
        UsageError: There is none, or there are several.
    """
    from taiyaku.glossary import load_terms
    from taiyaku.glossary.folding import fold

    terms = load_terms(config.glossary.paths, config.root, source=config.source)
    found = [term for term in terms if fold(term.term).text == fold(name).text]
    found = [term for term in found if term.term == name] or found
    if file is not None:
        found = [term for term in found if (config.root / term.path).resolve() == file.resolve()]
    if domain is not None:
        found = [term for term in found if term.domain == domain]
    if not found:
        near = nearest(name, [term.term for term in terms], cutoff=0.4)
        raise UsageError(f"no term `{name}` in the glossary" + (f"; did you mean `{near}`?" if near else ""))
    if len(found) > 1:
        places = ", ".join(f"{term.path}:{term.line}" for term in found)
        raise UsageError(f"`{name}` has several entries: {places}; choose one with --domain, or edit the file")
    return found[0]


def write_file(path: Path, before: bytes | None, after: bytes) -> None:
    """Write a file completely or not at all, and only if its content is still ``before``, unless that is None.

    Raises:
        GlossaryError: It has changed.
    """
    from taiyaku.project.articles import write_text

    if before is not None and (path.read_bytes() if path.exists() else b"") != before:
        raise GlossaryError("changed while it was being edited; try again", path=path)
    write_text(path.resolve(), after.decode("utf-8"))  # a symbolic link stays one
