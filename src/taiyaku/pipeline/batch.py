"""Several articles in one job, with their missing translations requested together.

Requests of different articles share batches and run concurrently, and every reply is in the journal before any article
uses it. Each article is then processed separately with these replies, and requests its repairs alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from taiyaku.config import Config
from taiyaku.drafting.job import Job
from taiyaku.errors import CredentialsError, QuotaError, TaiyakuError
from taiyaku.glossary import Glossary
from taiyaku.pipeline.run import Result, translate_article
from taiyaku.pipeline.steps import ArticleInputs, Take, severities_of
from taiyaku.project.articles import Article
from taiyaku.providers.base import RefusedError, Request
from taiyaku.providers.human import HUMAN

ROUNDS = 4
"""How many batches per concurrent request are collected before the articles they belong to are finished."""

Outcome = Result | TaiyakuError


@dataclass(frozen=True, slots=True)
class _Plan:
    """An article before anything is requested for it."""

    article: Article
    outcome: Outcome | None
    """Its result, if there is nothing to request."""
    requests: tuple[Request, ...] = ()


def translate_articles(
    articles: Sequence[Article],
    *,
    config: Config,
    terms: Mapping[str, Glossary],
    job: Job,
    take: Take = "",
    frozen: bool = False,
) -> Iterator[tuple[Article, Outcome]]:
    """Bring articles up to date, in their order; an article's error is yielded in place of its result.

    Args:
        articles: Articles with their target locales.
        config: The project's settings.
        terms: The glossary by target locale.
        job: The run they share.
        take: As ``translate_article``.
        frozen: As ``translate_article``.

    Raises:
        CredentialsError: The key is missing or refused.
    """

    def translated(article: Article, *, look: bool = False) -> Outcome:
        try:
            return translate_article(
                article.source,
                config=config,
                locale=article.locale,
                terms=terms[article.locale],
                take=take,
                frozen=frozen or look,
                job=job,
            )
        except CredentialsError:
            raise
        except TaiyakuError as error:
            return error

    if frozen or len(articles) < 2 or job.provider.name == HUMAN or job.provider.placeholder:
        for article in articles:
            outcome = translated(article)
            yield article, outcome
            if isinstance(outcome, QuotaError):
                return
        return
    enough = ROUNDS * config.provider.jobs * job.provider.limits.units
    window: list[_Plan] = []
    for number, article in enumerate(articles, 1):
        window.append(_plan(article, translated(article, look=True), config, terms[article.locale], job))
        if number < len(articles) and sum(len(plan.requests) for plan in window) < enough:
            continue
        job.ended = _fetch(window, config, job)
        for plan in window:
            yield plan.article, plan.outcome or translated(plan.article)
        if isinstance(job.ended, QuotaError):
            return
        job.ended = None  # the service may be available again for the next window
        job.prefetched.clear()
        window.clear()


def requests_of(article: Article, result: Result, *, config: Config, terms: Glossary, job: Job) -> list[Request]:
    """The provider's requests for the units of an article that the memory cannot fill."""
    if result.document is None or (result.conflicts and not result.translations):
        return []
    from taiyaku.drafting.machine import ArticleDrafting, pending_requests

    context = ArticleInputs.of(article, result.document, config, terms).context
    drafting = ArticleDrafting(result.document, context, job.provider, job, severities_of(config))
    return pending_requests(drafting, result.translations)


def _plan(article: Article, outcome: Outcome, config: Config, terms: Glossary, job: Job) -> _Plan:
    if isinstance(outcome, TaiyakuError) or outcome.conflicts:
        return _Plan(article, outcome)
    requests = requests_of(article, outcome, config=config, terms=terms, job=job)
    # A look changes and requests nothing; if there is nothing to change or request, it is the result.
    done = not requests and not outcome.changed and not outcome.left and not outcome.outdated
    return _Plan(article, outcome if done else None, tuple(requests))


def _fetch(window: Sequence[_Plan], config: Config, job: Job) -> BaseException | None:
    """Request everything that a window of articles lacks.

    Returns:
        Why the service does not respond for now; None if it does.

    Raises:
        CredentialsError: The key was refused.
        KeyboardInterrupt: The job was stopped; the replies received by then are in the journal.
    """
    from taiyaku.drafting.dispatch import ask, journal_key

    for locale in dict.fromkeys(plan.article.locale for plan in window):
        # Unit ids are unique within an article only.
        requests = [
            replace(request, id=f"{number}-{request.id}")
            for number, plan in enumerate(window)
            if plan.article.locale == locale
            for request in plan.requests
        ]
        answers = ask(job, requests, source=config.source, target=locale)
        for request in requests:
            if request.id in answers.replies:
                key = journal_key(job.provider, request, source=config.source, target=locale)
                job.prefetched[key] = answers.replies[request.id]
        if isinstance(answers.failure, CredentialsError) or not isinstance(answers.failure, Exception | None):
            raise answers.failure
        if answers.failure and not isinstance(answers.failure, RefusedError):
            return answers.failure
    return None
