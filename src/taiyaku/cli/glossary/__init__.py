"""``taiyaku glossary``: the terms that every translation is held to."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from taiyaku.cli.choices import FailOn, TableOrJson, TextOrJson
from taiyaku.errors import UsageError
from taiyaku.interchange.formats import TERM_FORMATS, choices
from taiyaku.model import Severity, Term

app = typer.Typer(
    name="glossary",
    help="Keep the terms that every translation is held to.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.command("list")
def list_(
    domain: Annotated[str | None, typer.Option(help="Only terms of this domain.")] = None,
    status: Annotated[Literal["approved", "proposed"] | None, typer.Option(help="Only terms of this status.")] = None,
    format_: TableOrJson = "table",
) -> None:
    """List the terms with their renderings."""
    from taiyaku.cli.output import counted
    from taiyaku.cli.project import require_config
    from taiyaku.glossary import load_terms

    config = require_config()
    terms = [
        term
        for term in load_terms(config.glossary.paths, config.root, source=config.source)
        if domain in {None, term.domain} and status in {None, term.status}
    ]
    _show(terms, format_)
    if format_ == "table":
        typer.echo(counted(len(terms), "term") if terms else "no terms; add one with taiyaku glossary add", err=True)


@app.command()
def find(
    text: Annotated[str, typer.Argument(help="A source text, or part of a term or rendering.")],
    format_: TableOrJson = "table",
) -> None:
    """Find the terms that a text uses, and the entries that mention it."""
    from taiyaku.cli.project import require_config
    from taiyaku.glossary import TermMatcher, load_terms
    from taiyaku.glossary.folding import fold

    config = require_config()
    terms = load_terms(config.glossary.paths, config.root, source=config.source)
    used = [use.term for use in TermMatcher(terms, config.source, config.targets[0]).uses(text)]
    wanted = fold(text).text
    said = [term for term in terms if any(wanted in fold(words).text for words in _words(term))]
    found = list({id(term): term for term in [*used, *said]}.values())
    _show(found, format_)
    if not found and format_ == "table":
        typer.echo("no term of the glossary", err=True)


@app.command()
def add(
    term: Annotated[str, typer.Argument(help="The term as it stands in the source.")],
    *,
    use: Annotated[str, typer.Option(help="The approved rendering.")] = "",
    also: Annotated[list[str] | None, typer.Option(help="Another rendering that counts; may be repeated.")] = None,
    avoid: Annotated[list[str] | None, typer.Option(help="A forbidden rendering; may be repeated.")] = None,
    to: Annotated[str | None, typer.Option("--to", help="Target locale; the first if not given.")] = None,
    variant: Annotated[list[str] | None, typer.Option(help="Another spelling in the source; may be repeated.")] = None,
    keep: Annotated[bool, typer.Option("--keep", help="It must stand unchanged in every target.")] = False,
    expand: Annotated[str, typer.Option(help="The long form asked for at the first use in an article.")] = "",
    note: Annotated[str, typer.Option(help="What a translator should know.")] = "",
    domain: Annotated[str, typer.Option(help="The subject it belongs to.")] = "",
    case: Annotated[bool, typer.Option("--case", help="Upper and lower case matter.")] = False,
    word: Annotated[bool, typer.Option("--word", help="Only where no letter of the same script touches it.")] = False,
    proposed: Annotated[bool, typer.Option("--proposed", help="Known, but not enforced yet.")] = False,
    file: Annotated[Path | None, typer.Option(help="The glossary file, where there are several.")] = None,
) -> None:
    """Add a term; every other byte of the file stays."""
    import datetime
    from types import MappingProxyType

    from taiyaku.cli.glossary import exchange as glossary_files
    from taiyaku.cli.project import require_config
    from taiyaku.glossary import load_terms
    from taiyaku.glossary.edit_file import add_entry
    from taiyaku.glossary.read_file import read_entries, relative
    from taiyaku.glossary.scopes import spelling
    from taiyaku.model import Rendering

    config = require_config(new_glossary=True)
    locale = glossary_files.target_locale(config, to)
    term = " ".join(term.split())
    if not term:
        raise UsageError("the term is empty; give it as it stands in the source")
    if not (use or keep or proposed):
        raise UsageError(f"what becomes of `{term}`? give --use RENDERING, or --keep, or --proposed to decide later")
    if keep and use:
        raise UsageError(f"`{term}` cannot both be kept and have a rendering; give --keep or --use")
    renderings = {locale: Rendering(use, tuple(also or ()), tuple(avoid or ()))} if use or also or avoid else {}
    path = glossary_files.chosen_file(config, file)
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
        path=relative(path, config.root),
    )
    raw = path.read_bytes() if path.exists() else b""
    today = datetime.datetime.now(tz=datetime.UTC).date() if proposed else None
    written = add_entry(raw, entry, added=today, source=config.source)
    entry = read_entries(written, entry.path)[0][-1].term  # with the domain that the file gives it
    others = []
    for known in load_terms(config.glossary.paths, config.root, source=config.source):
        if spelling(known.term, known) == spelling(term, entry):
            if known.domain == entry.domain:
                raise UsageError("stands here already; edit the entry", path=known.path, line=known.line)
            others.append(f"{known.path}:{known.line} ({f'domain {known.domain}' if known.domain else 'no domain'})")
    glossary_files.write(path, raw, written)
    typer.echo(f"added to {entry.path}", err=True)
    if others:
        told = f"`{term}` stands in another domain too: {', '.join(others)}; the nearer entry wins"
        typer.secho(told, fg="yellow", err=True)


@app.command()
def remove(
    term: Annotated[str, typer.Argument(help="The term as its entry has it.")],
    file: Annotated[Path | None, typer.Option(help="The glossary file, where several have the term.")] = None,
    domain: Annotated[str | None, typer.Option(help="The entry's domain, where several have the term.")] = None,
) -> None:
    """Remove a term; every other byte of the file stays."""
    from taiyaku.cli.glossary import exchange as glossary_files
    from taiyaku.cli.project import require_config
    from taiyaku.glossary.edit_file import remove_entry

    config = require_config()
    entry = glossary_files.one_term(config, term, file, domain)
    path = config.root / entry.path
    raw = path.read_bytes()
    glossary_files.write(path, raw, remove_entry(raw, entry))
    typer.echo(f"removed from {entry.path}:{entry.line}", err=True)


@app.command()
def lint(
    waiting: Annotated[int, typer.Option(help="Report terms proposed more than this many days ago.", min=0)] = 90,
    fail_on: FailOn = "error",
    format_: TextOrJson = "text",
) -> None:
    """Look for entries that contradict or hide each other, and for terms that no article uses."""
    import datetime

    from taiyaku.cli.output import counted, show_findings, show_tally
    from taiyaku.cli.progress import watched
    from taiyaku.cli.project import require_config
    from taiyaku.config import locate_setting
    from taiyaku.glossary.lint import lint as looked_through
    from taiyaku.glossary.project_texts import source_documents, usage
    from taiyaku.glossary.read_file import load_entries
    from taiyaku.project.articles import find_articles
    from taiyaku.reports import json as report

    config = require_config()
    entries = load_entries(config.glossary.paths, config.root, source=config.source, targets=config.targets)
    since = datetime.datetime.now(tz=datetime.UTC).date() - datetime.timedelta(days=waiting)
    articles = find_articles(config)
    documents = watched(source_documents(config, articles), len({a.source for a in articles}), "reading articles")
    used = usage(config, [entry.term for entry in entries], documents)
    places = (locate_setting(config, "glossary", "scopes", at, "path") for at in range(len(config.glossary.scopes)))
    scopes = {scope: (path, line or 1) for scope, (path, line) in zip(config.glossary.scopes, places, strict=True)}
    findings = looked_through(entries, scopes=scopes, usage=used, waiting_since=since)
    if format_ == "json":
        typer.echo(report.write(findings), nl=False)
    else:
        show_findings(findings)
        show_tally(f"{counted(len(entries), 'term')} checked", findings)
    if any(finding.severity is Severity.ERROR or fail_on == "warning" for finding in findings):
        raise typer.Exit(1)


@app.command()
def mine(
    articles: Annotated[list[Path] | None, typer.Argument(help="Articles or folders; all if none is named.")] = None,
    to: Annotated[str | None, typer.Option("--to", help="Target locale; the first if not given.")] = None,
    at_least: Annotated[int, typer.Option(help="How often a candidate must occur.", min=1)] = 3,
    limit: Annotated[int, typer.Option(help="How many to show at most.", min=1)] = 30,
    format_: Annotated[
        Literal["table", "json", "yaml"],
        typer.Option("--format", help="Output format; yaml gives entries to paste."),
    ] = "table",
) -> None:
    """Suggest terms that the articles keep using, with likely renderings from accepted translations."""
    from taiyaku.cli.glossary.mine import mine_terms  # not by the package, in which the command has this name

    mine_terms(articles=articles, to=to, at_least=at_least, limit=limit, format_=format_)


@app.command()
def impact(
    term: Annotated[str, typer.Argument(help="A term of the glossary.")],
    use: Annotated[str, typer.Option("--use", help="What its rendering is to become.")],
    to: Annotated[str | None, typer.Option("--to", help="Target locale; the first if not given.")] = None,
    domain: Annotated[str | None, typer.Option(help="The entry's domain, where several have the term.")] = None,
    apply: Annotated[bool, typer.Option("--apply", help="Rewrite the accepted translations and the entry.")] = False,
    format_: TextOrJson = "text",
) -> None:
    """Show each accepted sentence that another rendering would change; --apply rewrites them."""
    from taiyaku.cli.glossary.impact import weigh

    weigh(term=term, use=use, to=to, domain=domain, apply=apply, format_=format_)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A TBX, CSV or TSV file.")],
    format_: Annotated[
        str, typer.Option("--format", help="What it is, where its name does not tell.", metavar=choices(TERM_FORMATS))
    ] = "",
    to: Annotated[str | None, typer.Option("--to", help="Target locale of a DeepL file.")] = None,
    into: Annotated[Path | None, typer.Option(help="The glossary file for new terms, where there are several.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Overwrite without asking.")] = False,
) -> None:
    """Merge terms from another tool: new ones are added, lists grow; what would be overwritten is asked."""
    from taiyaku.cli.glossary import exchange as glossary_files

    glossary_files.import_terms(file=file, format_=format_, to=to, into=into, dry_run=dry_run, yes=yes)


@app.command()
def export(
    format_: Annotated[
        str, typer.Option("--format", help="By default what the file's name says.", metavar=choices(TERM_FORMATS))
    ] = "",
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write; - is stdout.")] = Path("-"),
    to: Annotated[str | None, typer.Option("--to", help="Target locale; all if not given.")] = None,
) -> None:
    """Write the glossary for another tool or a spreadsheet."""
    from taiyaku.cli.glossary import exchange as glossary_files

    glossary_files.export_terms(format_=format_, output=output, to=to)


@app.command()
def schema(
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write; - is stdout.")] = Path("-"),
) -> None:
    """Write the JSON Schema by which editors check and complete glossary files."""
    from taiyaku.cli.glossary import exchange as glossary_files

    glossary_files.export_schema(output=output)


def _words(term: Term) -> list[str]:
    """Everything by which a person may look for an entry."""
    rendered = [text for found in term.renderings.values() for text in (found.use, *found.also, *found.avoid) if text]
    return [term.term, *term.variants, *rendered]


def _show(terms: list[Term], format_: str) -> None:
    if format_ == "json":
        from taiyaku.reports.terms_json import terms_json

        typer.echo(terms_json(terms), nl=False)
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("term", overflow="fold")
    table.add_column("rendering", overflow="fold")
    table.add_column("not", overflow="fold", style="red")
    table.add_column("about", overflow="fold", style="dim")
    table.add_column("entry", style="dim", no_wrap=True)
    for term in terms:
        name = Text(term.term, "bold")
        name.append("".join(f"\n{variant}" for variant in term.variants), "dim")
        about = [text for text in ("proposed" if term.status == "proposed" else "", term.domain, term.note) if text]
        table.add_row(name, _rendered(term), _avoided(term), Text(" · ".join(about)), f"{term.path}:{term.line}")
    if terms:
        Console().print(table)


def _rendered(term: Term) -> str:
    lines = ["(kept)"] if term.keep else []
    several = len(term.renderings) > 1
    for locale, found in term.renderings.items():
        texts = ", ".join(filter(None, (found.use, *found.also)))
        lines += [f"{locale}: {texts}" if several else texts] if texts else []
    return "\n".join(lines).replace("[", r"\[")


def _avoided(term: Term) -> str:
    return "\n".join(text for found in term.renderings.values() for text in found.avoid).replace("[", r"\[")
