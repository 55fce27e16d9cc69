"""What is missing, partial, outdated, edited, in review, done, over a whole project and without doing work twice."""

from __future__ import annotations

from taiyaku.status.consistency import project_findings
from taiyaku.status.project import project_status, survey
from taiyaku.status.rows import ArticleState, Row, article_status, count_words, orphans, state_findings

__all__ = [
    "ArticleState",
    "Row",
    "article_status",
    "count_words",
    "orphans",
    "project_findings",
    "project_status",
    "state_findings",
    "survey",
]
