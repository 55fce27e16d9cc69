"""``taiyaku translate --dry-run``: the work and the price of a run, with nothing sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import typer

from taiyaku.cli.output import counted
from taiyaku.config import Config
from taiyaku.drafting.estimate import Estimate, estimate_units, total_of
from taiyaku.drafting.job import Job
from taiyaku.glossary import Glossary
from taiyaku.pipeline.run import translate_article
from taiyaku.pipeline.steps import ArticleInputs
from taiyaku.project.articles import Article
from taiyaku.providers import Provider
from taiyaku.reports.articles_json import dry_run_json, price_of


def show_estimates(
    config: Config, chosen: Sequence[Article], provider: Provider, terms: Mapping[str, Glossary], *, as_json: bool
) -> None:
    """Print what a run would send, for each article and in total."""
    estimates: list[tuple[Article, Estimate]] = []
    with Job(config, provider) as job:
        for article in chosen:
            glossary = terms[article.locale]
            result = translate_article(
                article.source, config=config, locale=article.locale, terms=glossary, frozen=True, job=job
            )
            if result.document is None:
                continue
            context = ArticleInputs.of(article, result.document, config, glossary).context
            found = estimate_units(result.document, result.translations, context=context, job=job)
            estimates.append((article, found))
    if as_json:
        typer.echo(dry_run_json(estimates, config, provider), nl=False)
        return
    total = total_of([estimate for _, estimate in estimates])
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
    typer.echo(f"price       {_format_price(price_of(total, config), config)}")


def _format_price(price: float, config: Config) -> str:
    if not config.provider.price:
        return "unknown; set `price` under [provider]"
    return f"{'less than 0.01' if 0 < price < 0.01 else f'{price:,.2f}'} {config.provider.currency}"
