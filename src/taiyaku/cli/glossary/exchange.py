"""What ``taiyaku glossary import`` and ``export`` do, and which glossary file is meant."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from taiyaku.config import Config
from taiyaku.errors import GlossaryError, UsageError
from taiyaku.glossary.import_terms import Merge
from taiyaku.interchange.formats import TERM_FORMATS, find_format
from taiyaku.model import Term
from taiyaku.suggest import nearest


def import_terms(*, file: Path, format_: str, to: str | None, into: Path | None, dry_run: bool, yes: bool) -> None:
    """Merge terms from another tool: new ones are added, lists grow; what would be overwritten is asked."""
    from taiyaku.cli.project import require_config
    from taiyaku.glossary import load_terms
    from taiyaku.glossary.import_terms import merge

    config = require_config(new_glossary=True)
    if not file.is_file():
        raise UsageError("no such file", path=file)
    form = find_format(TERM_FORMATS, file, format_, reading=True)
    targets = (target_locale(config, to),) if form.one_locale else config.targets
    incoming = form.read(file, source=config.source, targets=targets)
    existing = load_terms(config.glossary.paths, config.root, source=config.source)
    merges = merge(existing, incoming.terms)
    for line, why in incoming.skipped:
        typer.secho(f"{file}:{line}: left out: {why}", fg="yellow", err=True)
    for found in merges:
        _show(found, file)
    good = [found for found in merges if not found.problem]
    if not good:
        typer.echo("nothing to change", err=True)
        return
    if dry_run:
        typer.echo(f"{_entries(len(good))} would change", err=True)
        return
    lost = sum(any(change.overwrites for change in found.differences) for found in good)
    if lost and not yes and not _confirmed(f"overwrite what stands in {_entries(lost)}?"):
        good = [kept for found in good if (kept := found.harmless()) is not None]
    _apply(config, good, into)


def export_terms(*, format_: str, output: Path, to: str | None) -> None:
    """Write the glossary for another tool or a spreadsheet."""
    from taiyaku.cli.output import counted
    from taiyaku.cli.project import require_config
    from taiyaku.glossary import load_terms

    config = require_config()
    form = find_format(TERM_FORMATS, output, format_)
    terms = load_terms(config.glossary.paths, config.root, source=config.source)
    targets = (target_locale(config, to),) if to else config.targets
    if not terms:
        raise UsageError("the glossary has no terms to write; add one with taiyaku glossary add")
    raw = form.write(terms, source=config.source, targets=targets[:1] if form.one_locale else targets)
    if str(output) == "-":
        sys.stdout.buffer.write(raw)
        return
    write(output, None, raw)
    typer.echo(f"wrote {counted(len(terms), 'term')} to {output}", err=True)


def export_schema(*, output: Path) -> None:
    """Write the JSON Schema by which editors check and complete glossary files."""
    from taiyaku.glossary.schema import LINE, schema_text

    if str(output) == "-":
        typer.echo(schema_text(), nl=False)
        return
    write(output, None, schema_text().encode())
    typer.echo(f"wrote {output}; an editor finds it by this line at the top of a glossary file beside it:", err=True)
    typer.echo(LINE.format(output.name))


def target_locale(config: Config, to: str | None) -> str:
    """The locale that was named, or the first.

    Raises:
        UsageError: It is no target of the project.
    """
    if to is not None and to not in config.targets:
        raise UsageError(f"`{to}` is not a target of this project; targets are {', '.join(config.targets)}")
    return to or config.targets[0]


def chosen_file(config: Config, file: Path | None, *, option: str = "--file") -> Path:
    """The glossary file that was named, or the only one, or the one to begin with.

    Args:
        config: The project's settings.
        file: As it was named.
        option: How it can be named, for messages.

    Raises:
        UsageError: There are several, or the one named is none that the settings read.
    """
    from taiyaku.glossary.read_file import glossary_files, relative

    files = glossary_files(config.glossary.paths, config.root)
    if file is not None:
        path = file if file.is_absolute() else Path.cwd() / file
        inside = path.resolve().is_relative_to(config.root.resolve())
        if not inside or not any(Path(relative(path, config.root)).match(p) for p in config.glossary.paths):
            raise UsageError(
                f"not where the settings look for glossaries: {', '.join(config.glossary.paths)}", path=file
            )
        return path
    if len(files) > 1:
        names = ", ".join(relative(path, config.root) for path in files)
        raise UsageError(f"which file? name one of {names} with {option}")
    if files:
        return files[0]
    return config.root / config.glossary.paths[0].replace("**/", "").replace("*", "terms")


def one_term(config: Config, name: str, file: Path | None = None, domain: str | None = None) -> Term:
    """The entry of a term.

    Raises:
        UsageError: There is none, or several.
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
        raise UsageError(f"`{name}` has several entries: {places}; say which with --domain, or edit by hand")
    return found[0]


def write(path: Path, before: bytes | None, after: bytes) -> None:
    """Write a file whole or not at all.

    Args:
        path: The file.
        before: What it held when it was read, where that must still be so.
        after: What it is to hold.

    Raises:
        GlossaryError: It changed meanwhile.
    """
    from taiyaku.project.articles import write_text

    if before is not None and (path.read_bytes() if path.exists() else b"") != before:
        raise GlossaryError("changed while it was being edited; try again", path=path)
    write_text(path.resolve(), after.decode("utf-8"))  # a link stays one


def _show(found: Merge, file: Path) -> None:
    """One incoming term: what is new about it."""
    name = found.incoming.term
    if found.problem:
        typer.secho(f"! {name} ({file}:{found.incoming.line}): {found.problem}", fg="yellow")
        return
    if found.existing is None:
        told = "kept unchanged" if found.incoming.keep else ", ".join(r.use for r in found.incoming.renderings.values())
        typer.secho(f"+ {name}: {told}", fg="green")
        return
    typer.echo(f"~ {name} ({found.existing.path}:{found.existing.line})")
    for change in found.differences:
        colour = "red" if change.overwrites else "green"
        told = f"{change.name}: {f'{change.old} → ' if change.old else ''}{change.told}"
        typer.secho("    " + told.replace("\n", "\n      "), fg=colour)


def _entries(number: int) -> str:
    return f"{number:,} {'entry' if number == 1 else 'entries'}"


def _confirmed(question: str) -> bool:
    """What a person says; no where none can be asked."""
    if not sys.stdin.isatty():
        typer.echo("what would be overwritten is left as it is; --yes overwrites it", err=True)
        return False
    return typer.confirm(question, err=True)


def _apply(config: Config, merges: list[Merge], into: Path | None) -> None:
    from taiyaku.glossary.import_terms import applied
    from taiyaku.glossary.read_file import relative

    new = [found for found in merges if found.existing is None]
    home = relative(chosen_file(config, into, option="--into"), config.root) if new else ""
    by_file: dict[str, list[Merge]] = {}
    for found in merges:
        by_file.setdefault(found.existing.path if found.existing else home, []).append(found)
    # All are made before one is written, so that a file which cannot be edited stops the others too.
    written: list[tuple[Path, bytes, bytes]] = []
    for name, chosen in by_file.items():
        path = config.root / name
        raw = path.read_bytes() if path.exists() else b""
        written.append((path, raw, applied(raw, chosen, source=config.source, path=name)))
    for path, before, after in written:
        write(path, before, after)
    told = f"{len(new):,} added, {len(merges) - len(new):,} changed"
    typer.echo(f"{told} in {', '.join(by_file)}" if merges else "nothing changed", err=True)
