"""Articles that are renamed, moved and deleted: what people translated goes along, and nothing stays published unseen."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass

import pytest
from typer.testing import CliRunner

from made import ARTICLE, Project
from taiyaku.catalogs.catalog import new_catalog
from taiyaku.catalogs.po import format_catalog, read_catalog
from taiyaku.cli.app import build_app
from taiyaku.errors import ConflictError, TaiyakuError
from taiyaku.model import State
from taiyaku.pipeline.run import Result, translate_article
from taiyaku.providers.human import Human
from taiyaku.providers.placeholders import Pseudo
from taiyaku.status import ArticleState, project_status, state_findings

OTHER = "# 別の記事\n\nまったく違うことを書いた記事であり、誰も間違えない。\n\n犬は走り、鳥は飛ぶ。\n"


@dataclass
class Done:
    code: int
    out: str


def taiyaku(*arguments: str) -> Done:
    result = CliRunner().invoke(build_app(), arguments)
    if isinstance(result.exception, TaiyakuError):
        return Done(result.exception.exit_code, result.output + str(result.exception))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return Done(result.exit_code, result.output)


def run(project: Project, name: str, *, frozen: bool = False) -> Result:
    return translate_article(
        project.root / f"content/ja/{name}.md", config=project.config, provider=Human(), frozen=frozen
    )


def publish(project: Project, *names: str) -> None:
    """Have articles translated and accepted."""
    for name in names:
        translate_article(project.root / f"content/ja/{name}.md", config=project.config, provider=Pseudo())
        path = f"catalogs/en/{name}.po"
        project.write(path, project.read(path).replace("#, fuzzy\n", "").replace("# origin: pseudo\n", ""))
        run(project, name)


def rename(project: Project, old: str, new: str) -> None:
    path = project.root / f"content/ja/{new}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    (project.root / f"content/ja/{old}.md").rename(path)


def files(project: Project) -> set[str]:
    found = (path.relative_to(project.root).as_posix() for path in project.root.rglob("*") if path.is_file())
    return {name for name in found if name.startswith(("catalogs/", "content/"))}


def states(project: Project) -> dict[str, ArticleState]:
    return {row.article: row.state for row in project_status(project.config)}


def test_a_renamed_article_takes_its_catalog_and_target_along(project: Project) -> None:
    publish(project, "a")
    english = project.read("content/en/a.md")
    rename(project, "a", "deep/er/b")
    result = run(project, "deep/er/b")
    assert (result.renamed, result.left, result.outdated) == ("content/ja/a.md", 0, 0)
    assert files(project) == {"content/ja/deep/er/b.md", "content/en/deep/er/b.md", "catalogs/en/deep/er/b.po"}
    assert project.read("content/en/deep/er/b.md") == english
    assert "#: content/ja/deep/er/b.md:2" in project.read("catalogs/en/deep/er/b.po")
    assert run(project, "deep/er/b").changed == ()
    assert states(project) == {"content/ja/deep/er/b.md": ArticleState.DONE}


def test_a_rename_with_edits_at_once_is_found_and_only_the_edits_are_outdated(project: Project) -> None:
    publish(project, "a")
    rename(project, "a", "b")
    project.edit("content/ja/b.md", "二番目の段落です。", "二番目の段落でした。")
    project.edit("content/ja/b.md", "- 項目二\n", "")
    result = run(project, "b")
    assert (result.renamed, result.left, result.outdated) == ("content/ja/a.md", 0, 1)


def test_an_edit_of_the_target_survives_the_rename(project: Project) -> None:
    publish(project, "a")
    project.write("content/en/a.md", project.read("content/en/a.md").replace("- ", "- Mine: ", 1))
    rename(project, "a", "b")
    result = run(project, "b")
    assert result.edited == 1
    catalog = read_catalog(project.root / "catalogs/en/b.po")
    assert catalog
    (entry,) = [entry for entry in catalog.live if entry.text.startswith("Mine: ")]
    assert (entry.state, entry.origin) == (State.ACCEPTED, "person")
    assert "- Mine: " in project.read("content/en/b.md")


def test_an_edit_survives_the_rename_where_only_git_knows_what_was_written(project: Project) -> None:
    publish(project, "a")
    for command in ("init -q", "add -A", "-c user.name=x -c user.email=x@x.example commit -qm x"):
        subprocess.run(["git", *command.split()], cwd=project.root, check=True)
    shutil.rmtree(project.root / ".taiyaku")
    project.write("content/en/a.md", project.read("content/en/a.md").replace("- ", "- Mine: ", 1))
    subprocess.run(["git", "mv", "content/ja/a.md", "content/ja/b.md"], cwd=project.root, check=True)
    project.edit("content/ja/b.md", "二番目の段落です。", "二番目の段落でした。")
    result = run(project, "b")
    assert (result.edited, result.outdated, result.conflicts) == (1, 1, ())


def test_before_it_is_followed_a_rename_is_told_and_changes_nothing(project: Project) -> None:
    publish(project, "a")
    rename(project, "a", "b")
    before = files(project)
    result = run(project, "b", frozen=True)
    assert (result.renamed, result.left) == ("content/ja/a.md", 0)
    assert result.changed == ("content/en/b.md", "catalogs/en/b.po")
    assert files(project) == before
    assert states(project) == {
        "content/ja/b.md": ArticleState.OUTDATED,
        "catalogs/en/a.po": ArticleState.ORPHANED,
    }
    assert taiyaku("translate", "--frozen").code == 1
    done = taiyaku("translate", "--frozen", "--prune")
    assert (done.code, "would remove" in done.out) == (1, False)
    assert taiyaku("translate").code == 0
    assert taiyaku("translate", "--frozen").code == 0


def test_a_moved_folder_takes_everything_along(project: Project) -> None:
    stub = "# 準備中\n\nこの頁はまだありません。\n"
    project.write("content/ja/old/one.md", stub)
    project.write("content/ja/old/two.md", stub)
    project.write("content/ja/old/three.md", OTHER)
    publish(project, "a", "old/one", "old/two", "old/three")
    (project.root / "content/ja/old").rename(project.root / "content/ja/new")
    done = taiyaku("translate")
    assert done.code == 0, done.out
    assert {name for name in files(project) if "old" in name} == set()
    assert set(states(project).values()) == {ArticleState.DONE}
    assert not (project.root / "catalogs/en/old").exists()


def test_two_catalogs_that_may_be_its_own_are_named_and_left(project: Project) -> None:
    project.write("content/ja/c.md", ARTICLE)
    publish(project, "a", "c")
    rename(project, "a", "b")
    (project.root / "content/ja/c.md").unlink()
    before = files(project)
    with pytest.raises(ConflictError, match=r"catalogs/en/a\.po or catalogs/en/c\.po .* catalogs/en/b\.po"):
        run(project, "b")
    done = taiyaku("translate", "--prune")
    assert done.code == 1
    assert files(project) == before
    (project.root / "catalogs/en/c.po").rename(project.root / "catalogs/en/b.po")
    assert run(project, "b").left == 0


def test_two_articles_that_may_be_the_renamed_one_are_named_and_nothing_is_done(project: Project) -> None:
    publish(project, "a")
    rename(project, "a", "b")
    project.write("content/ja/c.md", ARTICLE)
    before = files(project)
    with pytest.raises(
        ConflictError, match=r"content/ja/b\.md: either this or content/ja/c\.md may be the renamed content/ja/a\.md"
    ):
        run(project, "b")
    assert taiyaku("translate").code == 1
    assert files(project) == before


def test_the_unchanged_one_of_two_alike_is_the_renamed_one(project: Project) -> None:
    publish(project, "a")
    rename(project, "a", "b")
    project.write("content/ja/c.md", ARTICLE.replace("二番目", "三番目"))
    assert run(project, "c").renamed == ""
    assert run(project, "b").renamed == "content/ja/a.md"


def test_a_new_article_beside_a_deleted_one_is_new(project: Project) -> None:
    publish(project, "a")
    (project.root / "content/ja/a.md").unlink()
    project.write("content/ja/b.md", OTHER)
    assert run(project, "b").renamed == ""
    assert (project.root / "catalogs/en/a.po").exists()


def test_a_target_under_both_names_stays_until_a_person_decides(project: Project) -> None:
    publish(project, "a")
    rename(project, "a", "b")
    project.write("content/en/b.md", "Somebody's own.\n")
    project.write("content/en/a.md", project.read("content/en/a.md") + "\nSomebody else's.\n")
    before = files(project)
    with pytest.raises(ConflictError, match=r"content/en/b\.md: also exists under its old name, content/en/a\.md"):
        run(project, "b")
    assert files(project) == before


def test_a_killed_move_is_finished_by_the_next_run(project: Project) -> None:
    publish(project, "a")
    rename(project, "a", "b")
    (project.root / "content/en/a.md").rename(project.root / "content/en/b.md")
    result = run(project, "b")
    assert (result.renamed, result.conflicts, result.left) == ("content/ja/a.md", (), 0)
    assert states(project) == {"content/ja/b.md": ArticleState.DONE}


# ── Deleted ─────────────────────────────────────────────────────────────────


def test_status_tells_of_the_page_that_a_deleted_article_has_left(project: Project) -> None:
    publish(project, "a")
    (project.root / "content/ja/a.md").unlink()
    (row,) = project_status(project.config)
    (finding,) = state_findings(row, project.config)
    assert (finding.check, finding.path) == ("orphaned", "catalogs/en/a.po")
    assert "content/en/a.md still exists" in finding.message


def test_prune_removes_the_catalog_and_the_target_that_was_made_from_it(project: Project) -> None:
    project.write("content/ja/b/c.md", OTHER)
    publish(project, "a", "b/c")
    (project.root / "content/ja/b/c.md").unlink()
    done = taiyaku("translate", "--prune", "--frozen")
    assert (done.code, "would remove content/en/b/c.md and catalogs/en/b/c.po" in done.out) == (1, True)
    assert "catalogs/en/b/c.po" in files(project)
    done = taiyaku("translate", "--prune")
    assert (done.code, "removed content/en/b/c.md and catalogs/en/b/c.po" in done.out) == (0, True)
    assert files(project) == {"content/ja/a.md", "content/en/a.md", "catalogs/en/a.po"}
    assert not (project.root / "content/en/b").exists()


def test_prune_leaves_what_a_person_has_edited_and_says_so(project: Project) -> None:
    publish(project, "a")
    project.write("content/en/a.md", project.read("content/en/a.md") + "\nBy hand.\n")
    (project.root / "content/ja/a.md").unlink()
    done = taiyaku("translate", "--prune")
    assert done.code == 1
    assert "content/en/a.md: contains a person's work" in done.out
    assert files(project) == {"content/en/a.md", "catalogs/en/a.po"}
    assert taiyaku("translate", "--prune", "--take", "catalog").code == 0
    assert files(project) == set()


def test_prune_leaves_a_catalog_that_is_not_ours(project: Project) -> None:
    publish(project, "a")
    project.write("catalogs/en/menu.po", format_catalog(new_catalog("menu", "ja", "en")))
    assert taiyaku("translate", "--prune").code == 1
    assert (project.root / "catalogs/en/menu.po").exists()


def test_prune_takes_no_articles(project: Project) -> None:
    assert taiyaku("translate", "content/ja/a.md", "--prune").code == 2


def test_the_catalogs_of_another_locale_are_no_orphans(project: Project) -> None:
    project.write("taiyaku.toml", 'targets = ["en", "fr"]\n[articles]\ncatalogs = "po/{name}.{locale}.po"\n')
    taiyaku("translate", "--provider", "pseudo")
    found = json.loads(taiyaku("status", "--to", "fr", "--format", "json").out)["articles"]
    assert [(row["article"], row["locale"]) for row in found] == [("content/ja/a.md", "fr")]


def test_scripts_are_told_of_renames(project: Project) -> None:
    publish(project, "a")
    rename(project, "a", "b")
    (article,) = json.loads(taiyaku("translate", "--format", "json").out)["articles"]
    assert (article["article"], article["renamed"]) == ("content/ja/b.md", "content/ja/a.md")
