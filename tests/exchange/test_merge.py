"""What comes back from a translator's tool, unit by unit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from exchanging import FORMATS, brought, catalog_of, exported, fates, held, hold, sheet_of, translated
from project_on_disk import Project
from taiyaku.editing import ImportOutcome
from taiyaku.errors import InterchangeError
from taiyaku.model import State, Translation

FIRST = "最初の段落です。[例](https://a.example/)と**強調**と`x < y`があります。"
ENGLISH = {
    "最後の段落": "The last one",
    "世界モデル": "World models",
    "見出し": "Heading",
    "最初の段落です。": "This is the first paragraph. There are ",
    "例": "an example",
    "と": ", ",
    "強調": "emphasis",
    "があります。": " in it.",
    "項目一": "Item one",
    "HTMLの": "A ",
    "段落": "paragraph",
    "です。": " of HTML.",
}
everywhere = pytest.mark.parametrize("format_", FORMATS)


@everywhere
def test_every_unit_arrives_with_its_codes(project: Project, format_: str) -> None:
    arrivals = brought(project, translated(exported(project, format_), ENGLISH))
    assert fates(arrivals) == [ImportOutcome.IMPORTED] * 6
    now = held(project)
    assert now[FIRST].text == (
        "This is the first paragraph. There are [an example](https://a.example/), **emphasis**, `x < y` in it."
    )
    assert now["HTMLの<b>段落</b>です。"].text == "A <b>paragraph</b> of HTML."
    assert {(one.state, one.origin) for one in now.values()} == {(State.ACCEPTED, "person")}


@everywhere
def test_what_comes_back_as_it_went_changes_nothing(project: Project, format_: str) -> None:
    hold(
        project,
        {
            "見出し": ("Heading", State.ACCEPTED, "person"),
            FIRST: ("The [case](https://a.example/): **strong** *and* `x < y`.", State.DRAFT, "deepl"),
            "項目一": ("- Item", State.DRAFT, "memory"),
        },
    )
    before = project.read("catalogs/en/a.po")
    assert brought(project, exported(project, format_)) == []
    assert project.read("catalogs/en/a.po") == before


@everywhere
def test_a_dry_run_tells_the_same_and_changes_nothing(project: Project, format_: str) -> None:
    bitext = translated(exported(project, format_), ENGLISH)
    told = brought(project, bitext, dry_run=True)
    assert not (project.root / "catalogs").exists()
    assert brought(project, bitext) == told


@everywhere
def test_a_draft_that_a_person_confirmed_is_accepted_and_keeps_its_origin(project: Project, format_: str) -> None:
    hold(project, {"見出し": ("Heading", State.DRAFT, "deepl")})
    bitext = exported(project, format_)
    confirmed = [replace(pair, state=State.ACCEPTED) if pair.target else pair for pair in bitext.pairs]
    assert fates(brought(project, replace(bitext, pairs=tuple(confirmed)))) == [ImportOutcome.IMPORTED]
    assert held(project)["見出し"] == Translation("Heading", State.ACCEPTED, "deepl")


@everywhere
def test_an_accepted_text_that_a_reviewer_rejected_is_a_draft_again(project: Project, format_: str) -> None:
    hold(project, {"見出し": ("Heading", State.ACCEPTED, "person")})
    bitext = exported(project, format_)
    rejected = [replace(pair, state=State.DRAFT) if pair.target else pair for pair in bitext.pairs]
    brought(project, replace(bitext, pairs=tuple(rejected)))
    assert held(project)["見出し"].state is State.DRAFT


@everywhere
def test_a_tool_that_knows_no_states_gives_drafts_unless_they_are_said_to_be_accepted(
    project: Project, format_: str
) -> None:
    bitext = translated(exported(project, format_), {"見出し": "Heading"}, State.DRAFT)
    brought(project, bitext)
    assert held(project)["見出し"] == Translation("Heading", State.DRAFT, "person")
    brought(project, bitext, accept=True)
    assert held(project)["見出し"] == Translation("Heading", State.ACCEPTED, "person")
    assert held(project)["項目一"].state is State.MISSING


@everywhere
def test_an_accepted_text_with_an_error_is_held_as_a_draft(project: Project, format_: str) -> None:
    (arrival,) = brought(project, translated(exported(project, format_), {"項目一": "項目一です"}))
    assert arrival.outcome is ImportOutcome.HELD
    assert arrival.reason.startswith("untranslated: ")
    assert held(project)["項目一"] == Translation("項目一です", State.DRAFT, "person")


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("Text, <g2>strong</g2> and <x3/>.", "code 1 ([) is missing"),
        ("<g1>A</g1> <g2>B</g2> <x3/> <x3/>", "code 3 (`x < y`) occurs twice"),
        ("<g1>A</g1> <g2>B</g2> <x3/> <x7/>", "unknown code 7"),
        ("<g1>A <g2>B</g1></g2> <x3/>", "code 1 (](https://a.example/)) is in the wrong place"),
        ("<g1>A <g2>B</g2></g1> <x3/>", "code 2 (**) is nested wrongly; it belongs outside every other code"),
        ("<g1></g1>A <g2>B</g2> <x3/>", "code 1 ([) is empty; put it around the words it belongs to"),
        ("<g1>A</g1>\f<g2>B</g2> <x3/>", "the text contains a control character"),
    ],
)
def test_broken_codes_are_told_and_not_taken(project: Project, target: str, why: str) -> None:
    bitext = translated(exported(project, "xliff"), {"見出し": "Heading"})
    broken = [
        replace(pair, target=target, state=State.ACCEPTED) if "<x3/>" in pair.source else pair for pair in bitext.pairs
    ]
    arrivals = brought(project, replace(bitext, pairs=tuple(broken)))
    (refused,) = (arrival for arrival in arrivals if arrival.outcome is ImportOutcome.REFUSED)
    assert why in refused.reason
    assert refused.line == next(pair.line for pair in bitext.pairs if "<x3/>" in pair.source)
    assert held(project)[FIRST].state is State.MISSING
    assert held(project)["見出し"].text == "Heading"


def test_a_code_that_a_spreadsheet_lost_or_gained_is_told(project: Project) -> None:
    bitext = exported(project, "csv")
    for text in ("The case and **strong** and `x < y`.", "[c](https://a.example/) **s** `x < y` `more`"):
        changed = [replace(p, target=text, state=State.ACCEPTED) if p.source == FIRST else p for p in bitext.pairs]
        assert fates(brought(project, replace(bitext, pairs=tuple(changed)))) == [ImportOutcome.REFUSED]
    assert not (project.root / "catalogs").exists()


@everywhere
def test_a_text_accepted_with_codes_of_its_own_may_be_edited(project: Project, format_: str) -> None:
    own = "An [example](https://a.example/) and *plain* `x < y`."
    hold(project, {FIRST: (own, State.ACCEPTED, "person")})
    bitext = exported(project, format_)
    edited = [replace(pair, target=pair.target.replace("An ", "One ")) for pair in bitext.pairs]
    arrivals = brought(project, replace(bitext, pairs=tuple(edited)))
    assert held(project)[FIRST].text == own.replace("An", "One")
    assert fates(arrivals) == [ImportOutcome.HELD], "the missing emphasis is an error still, and the person is told"


def test_codes_that_only_the_translation_has_come_from_the_catalog_and_never_from_the_file(project: Project) -> None:
    hold(project, {"項目一": ("Item *one*", State.ACCEPTED, "person")})
    bitext = exported(project, "xliff")

    def forged(pair: object) -> object:
        codes = tuple(replace(code, opening="<script>") for code in pair.codes)
        return replace(pair, target=pair.target.replace("Item", "Thing"), codes=codes)

    pairs = tuple(forged(pair) if "Item" in pair.target else pair for pair in bitext.pairs)
    assert fates(brought(project, replace(bitext, pairs=pairs))) == [ImportOutcome.REFUSED]
    assert "script" not in project.read("catalogs/en/a.po")


# ── Both sides changed ──────────────────────────────────────────────────────


@everywhere
def test_a_persons_newer_text_in_the_catalog_is_a_conflict_that_a_word_decides(project: Project, format_: str) -> None:
    hold(project, {"見出し": ("Heading", State.DRAFT, "deepl")})
    bitext = translated(exported(project, format_), {"見出し": "Title", "項目一": "Item one"})
    hold(project, {"見出し": ("Headline", State.ACCEPTED, "person")})
    arrivals = brought(project, bitext)
    (conflict,) = (arrival for arrival in arrivals if arrival.outcome is ImportOutcome.CONFLICT)
    assert (conflict.before.text, conflict.after.text) == ("Headline", "Title")
    assert held(project)["見出し"] == Translation("Headline", State.ACCEPTED, "person")
    assert held(project)["項目一"].text == "Item one", "what is certain is taken all the same"
    assert brought(project, bitext, take="catalog") == []
    assert held(project)["見出し"].text == "Headline"
    assert fates(brought(project, bitext, take="file")) == [ImportOutcome.IMPORTED]
    assert held(project)["見出し"] == Translation("Title", State.ACCEPTED, "person")


@everywhere
def test_a_newer_text_in_the_catalog_stays_where_the_file_left_the_old_one(project: Project, format_: str) -> None:
    hold(project, {"見出し": ("Heading", State.ACCEPTED, "person")})
    bitext = exported(project, format_)
    hold(project, {"見出し": ("Headline", State.ACCEPTED, "person")})
    assert brought(project, bitext) == []
    assert held(project)["見出し"].text == "Headline"


@everywhere
def test_a_machines_newer_draft_gives_way_to_a_person(project: Project, format_: str) -> None:
    bitext = translated(exported(project, format_), {"見出し": "Title"})
    hold(project, {"見出し": ("Heading", State.DRAFT, "deepl")})
    assert fates(brought(project, bitext)) == [ImportOutcome.IMPORTED]
    assert held(project)["見出し"].text == "Title"


@everywhere
def test_a_file_that_lost_its_marks_overwrites_nothing_a_person_did(project: Project, format_: str) -> None:
    hold(project, {"見出し": ("Heading", State.ACCEPTED, "person")})
    bitext = translated(exported(project, format_), {"見出し": "Title"})
    bitext = replace(bitext, pairs=tuple(replace(pair, fingerprint="") for pair in bitext.pairs))
    assert fates(brought(project, bitext)) == [ImportOutcome.CONFLICT]
    assert held(project)["見出し"].text == "Heading"


@everywhere
def test_a_text_that_came_back_empty_takes_nothing_away(project: Project, format_: str) -> None:
    hold(project, {"見出し": ("Heading", State.ACCEPTED, "person")})
    bitext = exported(project, format_)
    emptied = tuple(replace(pair, target="", state=State.MISSING) for pair in bitext.pairs)
    assert fates(brought(project, replace(bitext, pairs=emptied))) == [ImportOutcome.EMPTY]
    assert held(project)["見出し"].text == "Heading"


@everywhere
def test_what_a_translator_wrote_beside_a_text_is_kept_in_the_catalog(project: Project, format_: str) -> None:
    bitext = exported(project, format_)
    asked = [replace(pair, comments=("どの章?",)) if "項目一" in pair.source else pair for pair in bitext.pairs]
    for _ in range(2):
        brought(project, replace(bitext, pairs=tuple(asked)))
    assert held(project)["項目一"].comments == ("どの章?",)


# ── The source changed ──────────────────────────────────────────────────────


@everywhere
def test_a_file_made_from_an_older_source_merges_unit_by_unit(project: Project, format_: str) -> None:
    bitext = translated(exported(project, format_), ENGLISH)
    project.edit("content/ja/a.md", "最後の段落です。", "本当に最後の段落です。")
    project.edit("content/ja/a.md", "- 項目一\n", "- 項目零\n- 項目一\n")
    arrivals = brought(project, bitext)
    (stale,) = (arrival for arrival in arrivals if arrival.outcome is ImportOutcome.OUTDATED)
    assert fates(arrivals).count(ImportOutcome.IMPORTED) == 5
    now = held(project)
    assert now["本当に最後の段落です。"] == Translation(
        "The last one of HTML.", State.OUTDATED, "person", "最後の段落です。"
    )
    assert stale.after == now["本当に最後の段落です。"]
    assert now["項目一"].text == "Item one"
    assert now["項目零"].state is State.MISSING


@everywhere
def test_the_person_s_text_replaces_the_outdated_one_it_was_made_from(project: Project, format_: str) -> None:
    hold(project, {"最後の段落です。": ("Last.", State.DRAFT, "deepl")})
    bitext = translated(exported(project, format_), {"最後の段落です。": "The final paragraph."})
    project.edit("content/ja/a.md", "最後の段落です。", "まったく別の長い文がここに来ました、最後の段落です。")
    before = held(project)["まったく別の長い文がここに来ました、最後の段落です。"]
    assert fates(brought(project, bitext)) == [
        ImportOutcome.OUTDATED if before.state is State.OUTDATED else ImportOutcome.OBSOLETE
    ]
    assert "The final paragraph." in project.read("catalogs/en/a.po")


@everywhere
def test_a_unit_that_is_gone_sleeps_in_the_catalog_and_wakes_when_it_returns(project: Project, format_: str) -> None:
    bitext = translated(exported(project, format_), {"最後の段落です。": "The last paragraph."})
    project.edit("content/ja/a.md", "\n最後の段落です。\n", "")
    assert fates(brought(project, bitext)) == [ImportOutcome.OBSOLETE]
    assert brought(project, bitext) == []
    project.write("content/ja/a.md", project.read("content/ja/a.md") + "\n最後の段落です。\n")
    assert held(project)["最後の段落です。"] == Translation("The last paragraph.", State.ACCEPTED, "person")


@everywhere
def test_a_translation_of_the_new_source_is_not_overwritten_by_one_of_the_old(project: Project, format_: str) -> None:
    bitext = translated(exported(project, format_), {"最後の段落です。": "The last paragraph."})
    project.edit("content/ja/a.md", "最後の段落です。", "本当に最後の段落です。")
    hold(project, {"本当に最後の段落です。": ("Really the last.", State.ACCEPTED, "person")})
    assert fates(brought(project, bitext)) == [ImportOutcome.OBSOLETE]
    assert held(project)["本当に最後の段落です。"].text == "Really the last."
    assert "The last paragraph." in {entry.text for entry in catalog_of(project).entries if entry.obsolete}


@everywhere
def test_a_new_address_in_the_source_is_followed(project: Project, format_: str) -> None:
    hold(project, {FIRST: ("The [case](https://a.example/) has **strong** `x < y`.", State.DRAFT, "deepl")})
    bitext = exported(project, format_)
    edited = [
        replace(pair, target=pair.target.replace("The ", "This "), state=State.ACCEPTED) if "`" in pair.source or "<x3/>" in pair.source else pair
        for pair in bitext.pairs
    ]  # fmt: skip
    project.edit("content/ja/a.md", "https://a.example/", "https://new.example/")
    arrivals = brought(project, replace(bitext, pairs=tuple(edited)))
    assert [(arrival.outcome, arrival.reason) for arrival in arrivals] == [(ImportOutcome.IMPORTED, "")]
    now = held(project)[FIRST.replace("a.example", "new.example")]
    assert now == Translation("This [case](https://new.example/) has **strong** `x < y`.", State.ACCEPTED, "person")


@everywhere
def test_the_same_text_in_another_place_is_known_again(project: Project, format_: str) -> None:
    project.edit("content/ja/a.md", "- 項目一\n", "- 項目一\n- 二\n- 項目一\n")
    bitext = translated(exported(project, format_), {"項目一": "Item one"})
    second = replace(bitext, pairs=bitext.pairs[:3] + bitext.pairs[5:])
    assert [pair.id for pair in second.pairs] != [pair.id for pair in bitext.pairs]
    project.edit("content/ja/a.md", "- 項目一\n- 二\n", "")
    assert ImportOutcome.IMPORTED in fates(brought(project, second))
    assert held(project)["項目一"].text == "Item one"


@pytest.mark.parametrize("format_", ["xliff", "xliff12"])
def test_an_old_source_brings_no_codes_that_the_article_never_had(project: Project, format_: str) -> None:
    bitext = exported(project, format_)
    old = next(pair for pair in bitext.pairs if "<x3/>" in pair.source)
    codes = tuple(replace(code, opening="<script>") if code.number == "3" else code for code in old.codes)
    forged = replace(old, id="0123456789", codes=codes, target=old.source, state=State.ACCEPTED)
    project.edit("content/ja/a.md", "最初の", "さて最初の")
    brought(project, replace(bitext, pairs=(*bitext.pairs, forged)))
    assert all("script" not in one.text for one in held(project).values())
    assert all("script" not in entry.text for entry in catalog_of(project).live)


# ── What is not ours ────────────────────────────────────────────────────────


@pytest.mark.parametrize("format_", ["xliff", "xliff12"])
def test_an_id_that_is_none_of_the_articles_is_an_error_and_changes_nothing(project: Project, format_: str) -> None:
    bitext = translated(exported(project, format_), ENGLISH)
    for name in ("0123456789", "x", "../../a"):
        pairs = (*bitext.pairs[:-1], replace(bitext.pairs[-1], id=name))
        with pytest.raises(InterchangeError, match=r"is not a unit of content/ja/a\.md") as caught:
            brought(project, replace(bitext, pairs=pairs))
        assert caught.value.line == bitext.pairs[-1].line
    assert not (project.root / "catalogs").exists()


@everywhere
def test_a_file_of_another_project_is_an_error_and_changes_nothing(project: Project, format_: str) -> None:
    bitext = translated(exported(project, format_), ENGLISH)
    project.write("content/ja/a.md", "# Nothing\n\nof this article stands in the file; 無関係な文章。\n")
    with pytest.raises(InterchangeError, match=r"content/ja/a\.md has none of its texts"):
        brought(project, bitext)
    assert not (project.root / "catalogs").exists()


def test_a_file_may_hold_some_of_the_units(project: Project) -> None:
    bitext = translated(exported(project, "xliff"), ENGLISH)
    assert fates(brought(project, replace(bitext, pairs=bitext.pairs[2:4]))) == [ImportOutcome.IMPORTED] * 2
    assert sum(one.state is State.MISSING for one in held(project).values()) == len(sheet_of(project).units) - 2
