"""``taiyaku translate --dry-run``: what a run would take, and nothing sent."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import typer

from taiyaku.cli.project import counted
from taiyaku.config import Config
from taiyaku.drafting.estimate import Estimate, estimate_units, total_of
from taiyaku.drafting.job import Job
from taiyaku.glossary import Glossary
from taiyaku.pipeline.inputs import ArticleInputs
from taiyaku.pipeline.run import translate_article
from taiyaku.project.articles import Article
from taiyaku.providers import Provider


def dry_run(
    config: Config, chosen: Sequence[Article], provider: Provider, terms: Mapping[str, Glossary], *, as_json: bool
) -> None:
    """Print what a run would take, for each article and in all."""
    estimates: list[tuple[Article, Estimate]] = []
    with Job(config, provider) as job:
        for article in chosen:
            held = terms[article.locale]
            result = translate_article(
                article.source, config=config, locale=article.locale, terms=held, frozen=True, job=job
            )
            if result.document is None:
                continue
            context = ArticleInputs.of(article, result.document, config, held).context
            found = estimate_units(result.document, result.translations, context=context, job=job)
            estimates.append((article, found))
    total = total_of([estimate for _, estimate in estimates])
    if as_json:
        articles = [{"article": a.path, "locale": a.locale, **_as_json(e, config, provider)} for a, e in estimates]
        told = {
            "schema_version": 1,
            "articles": articles,
            "total": _as_json(total, config, provider),
            "currency": config.provider.currency,
        }
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    several = len({article.locale for article, _ in estimates}) > 1
    for article, estimate in estimates:
        if estimate.units:
            units, characters = counted(estimate.units, "unit"), counted(estimate.characters, "character")
            name = f"{article.path} ({article.locale})" if several else article.path
            typer.echo(f"{units:>11}  {characters:>18}  {name}")
    if any(estimate.units for _, estimate in estimates):
        typer.echo()
    typer.echo(f"units       {total.units:,}")
    typer.echo(f"characters  {total.characters:,}")
    typer.echo(
        f"memory      exact {total.exact:,}, 95+ {total.from_95:,}, 85+ {total.from_85:,}, 75+ {total.from_75:,}"
    )
    typer.echo(f"journal     {total.journaled:,}")
    typer.echo(f"to send     {counted(total.sent, 'unit')}, {counted(total.sent_characters, 'character')}")
    typer.echo(f"requests    {total.requests(provider):,}")
    typer.echo(f"price       {_shown(_price(total, config), config)}")


def _shown(price: float, config: Config) -> str:
    if not config.provider.price:
        return "not known; set `price` under [provider]"
    return f"{'less than 0.01' if 0 < price < 0.01 else f'{price:,.2f}'} {config.provider.currency}"


def _price(estimate: Estimate, config: Config) -> float:
    """By ``[provider] price``; 0 where none is set."""
    return estimate.sent_characters * config.provider.price / 1_000_000


def _as_json(estimate: Estimate, config: Config, provider: Provider) -> dict[str, object]:
    return {
        "units": estimate.units,
        "characters": estimate.characters,
        "memory": {
            "exact": estimate.exact,
            "95": estimate.from_95,
            "85": estimate.from_85,
            "75": estimate.from_75,
        },
        "journaled": estimate.journaled,
        "sent": estimate.sent,
        "sent_characters": estimate.sent_characters,
        "requests": estimate.requests(provider),
        "price": round(_price(estimate, config), 6),
    }
