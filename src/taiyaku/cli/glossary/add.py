"""``taiyaku glossary add``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from taiyaku.cli.options import OneTarget
from taiyaku.errors import UsageError


def add_term(
    term: Annotated[str, typer.Argument(help="The term as the source spells it.")],
    *,
    use: Annotated[str, typer.Option(help="The approved rendering.")] = "",
    also: Annotated[list[str] | None, typer.Option(help="Another accepted rendering; may be repeated.")] = None,
    avoid: Annotated[list[str] | None, typer.Option(help="A forbidden rendering; may be repeated.")] = None,
    to: OneTarget = None,
    variant: Annotated[list[str] | None, typer.Option(help="Another spelling in the source; may be repeated.")] = None,
    keep: Annotated[bool, typer.Option("--keep", help="It must stay unchanged in every target.")] = False,
    expand: Annotated[str, typer.Option(help="The long form required at the first use in an article.")] = "",
    note: Annotated[str, typer.Option(help="What a translator should know.")] = "",
    domain: Annotated[str, typer.Option(help="The subject it belongs to.")] = "",
    case: Annotated[bool, typer.Option("--case", help="Upper and lower case matter.")] = False,
    word: Annotated[
        bool, typer.Option("--word", help="Match only whole words: no letter of the same script next to it.")
    ] = False,
    proposed: Annotated[bool, typer.Option("--proposed", help="Record it without enforcing it yet.")] = False,
    file: Annotated[Path | None, typer.Option(help="The glossary file, if there are several.")] = None,
) -> None:
    """Add a term; the rest of the file stays unchanged."""
    import datetime
    from types import MappingProxyType

    from taiyaku.cli.glossary import files
    from taiyaku.cli.project import require_config
    from taiyaku.glossary import load_terms
    from taiyaku.glossary.edit_file import add_entry
    from taiyaku.glossary.read_file import read_entries, shown_path
    from taiyaku.glossary.scopes import spelling_key
    from taiyaku.model import Rendering, Term

    config = require_config(new_glossary=True)
    locale = files.target_locale(config, to)
    term = " ".join(term.split())
    if not term:
        raise UsageError("the term is empty; give it as the source spells it")
    if not (use or keep or proposed):
        raise UsageError(f"no rendering for `{term}`; give --use RENDERING, --keep, or --proposed to decide later")
    if keep and use:
        raise UsageError(f"`{term}` cannot both be kept and have a rendering; give --keep or --use")
    renderings = {locale: Rendering(use, tuple(also or ()), tuple(avoid or ()))} if use or also or avoid else {}
    path = files.choose_file(config, file)
    entry = Term(
        term,
        variants=tuple(variant or ()),
        renderings=MappingProxyType(renderings),
        keep=keep,
        expand=expand,
        note=note,
        domain=domain,
        match="word" if word else "exact",
        case="keep" if case else "",
        status="proposed" if proposed else "approved",
        path=shown_path(path, config.root),
    )
    raw = path.read_bytes() if path.exists() else b""
    today = datetime.datetime.now(tz=datetime.UTC).date() if proposed else None
    written = add_entry(raw, entry, added=today, source=config.source)
    entry = read_entries(written, entry.path)[0][-1].term  # with the domain that the file gives it
    others = []
    for known in load_terms(config.glossary.paths, config.root, source=config.source):
        if spelling_key(known.term, known) == spelling_key(term, entry):
            if known.domain == entry.domain:
                raise UsageError("already has this term; edit the entry", path=known.path, line=known.line)
            others.append(f"{known.path}:{known.line} ({f'domain {known.domain}' if known.domain else 'no domain'})")
    files.write_file(path, raw, written)
    typer.echo(f"added to {entry.path}", err=True)
    if others:
        warning = (
            f"`{term}` is in another domain too: {', '.join(others)}; an article's domains decide which entry applies"
        )
        typer.secho(warning, fg="yellow", err=True)
