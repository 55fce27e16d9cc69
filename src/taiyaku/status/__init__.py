"""The state of every article of a project; unchanged articles are not read again."""

from taiyaku.status.consistency import project_findings
from taiyaku.status.project import project_status, survey
from taiyaku.status.rows import ArticleState, Row, article_status, count_words, orphan_rows, state_findings

__all__ = [
    "ArticleState",
    "Row",
    "article_status",
    "count_words",
    "orphan_rows",
    "project_findings",
    "project_status",
    "state_findings",
    "survey",
]
