from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from interchange.terms import FULL, bare
from taiyaku.errors import InterchangeError
from taiyaku.interchange.tbx import BASIC, CORE, MIN, read, write
from taiyaku.model import Rendering, Term

SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).with_name("tbx-basic.rng")))
PUBLISHED = Path(__file__).parents[2] / ".cache/specs/tbx"
"""The standard's own schemas and sample, which no package ships and which state no licence, so that they are neither
fetched nor kept here. Whoever has them puts them there: TBXcoreStructV03.rng of LTAC-Global/TBX_Core_RNG (the last with
the namespace of ISO 30042:2019), and of LTAC-Global/TBX-Basic_dialect, dialect 1.1, the modules Min.rng and Basic.rng
and DCT/Example_Astronomy_DCT_VALID.tbx."""
published = pytest.mark.skipif(not PUBLISHED.is_dir(), reason="the schemas of TBX are not in .cache/specs/tbx")
TARGETS = ("en", "zh-Hant")

VERSION_2 = """<?xml version="1.0" encoding="UTF-8"?>
<martif type="TBX" xml:lang="en-US">
 <martifHeader><fileDesc><sourceDesc><p>from elsewhere</p></sourceDesc></fileDesc></martifHeader>
 <text><body>
  <termEntry id="c1">
   <descrip type="subjectField">ai</descrip>
   <descripGrp><descrip type="definition">predicts
     the environment</descrip></descripGrp>
   <langSet xml:lang="ja-JP">
    <tig><term>世界<hi type="bold">モデル</hi></term><termNote type="partOfSpeech">noun</termNote></tig>
    <tig><term>ワールドモデル</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></tig>
   </langSet>
   <langSet xml:lang="EN-us">
    <ntig><termGrp><term>model of the world</term>
      <termNote type="administrativeStatus">admittedTerm-admn-sts</termNote></termGrp></ntig>
    <ntig><termGrp><term>world model</term>
      <termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></termGrp></ntig>
    <tig><term>global model</term><termNote type="administrativeStatus">supersededTerm-admn-sts</termNote></tig>
   </langSet>
   <langSet xml:lang="fr"><tig><term>modèle du monde</term></tig></langSet>
  </termEntry>
  <termEntry id="c2"><langSet xml:lang="en"><tig><term>alone</term></tig></langSet></termEntry>
  <termEntry id="c3"><langSet xml:lang="ja"><tig><term>孤独</term></tig></langSet></termEntry>
 </body></text>
</martif>
"""


def test_what_is_written_is_valid_tbx_basic() -> None:
    SCHEMA.assertValid(etree.fromstring(write(FULL, source="ja", targets=TARGETS)))


@published
def test_what_is_written_is_valid_by_the_published_schemas() -> None:
    """As TBX-Basic.nvdl combines them: the core's grammar, and for each category the grammar of its module."""
    root = etree.fromstring(write(FULL, source="ja", targets=TARGETS))
    etree.RelaxNG(etree.parse(PUBLISHED / "TBXcoreStructV03.rng")).assertValid(root)
    modules = {
        name: etree.RelaxNG(etree.parse(PUBLISHED / file)) for name, file in ((MIN, "Min.rng"), (BASIC, "Basic.rng"))
    }
    categories = list(root.iter(f"{{{MIN}}}*", f"{{{BASIC}}}*"))
    assert {etree.QName(category).namespace for category in categories} == set(modules)
    for category in categories:
        modules[etree.QName(category).namespace].assertValid(deepcopy(category))


@published
def test_the_published_sample_is_read() -> None:
    raw = (PUBLISHED / "Example_Astronomy_DCT_VALID.tbx").read_bytes()
    terms = {term.term: term for term in read(raw, source="en", targets=("es",)).terms}
    cluster = terms["open cluster"]
    assert cluster.renderings == {"es": Rendering("cúmulo abierto")}
    assert (cluster.variants, cluster.domain) == (("galactic cluster",), "General")
    assert cluster.note.startswith("A group of stars formed together in the spiral arms of a galaxy.\nG-Source")


def test_categories_as_elements_are_read_within_groups_and_beside_what_is_not_known() -> None:
    text = f"""<?xml version="1.0"?><?xml-model href="a.nvdl"?>
      <tbx type="TBX-Basic" style="dct" xml:lang="ja" xmlns="{CORE}" xmlns:min="{MIN}" xmlns:basic="{BASIC}">
      <tbxHeader><fileDesc><sourceDesc><p>of a term base tool</p></sourceDesc></fileDesc></tbxHeader><text><body>
      <conceptEntry id="c1">
        <transacGrp><basic:transactionType>origination</basic:transactionType><date>2026-01-31</date></transacGrp>
        <min:subjectField>ai</min:subjectField>
        <note>of the concept</note>
        <langSec xml:lang="ja">
          <descripGrp><basic:definition>環境を予測する
            モデル</basic:definition><basic:source>本</basic:source></descripGrp>
          <termSec><term>ワールドモデル</term><min:partOfSpeech>noun</min:partOfSpeech>
            <min:administrativeStatus>supersededTerm-admn-sts</min:administrativeStatus>
            <note>of the term</note></termSec>
          <termSec><term>世界モデル</term><min:partOfSpeech>noun</min:partOfSpeech>
            <min:administrativeStatus>preferredTerm-admn-sts</min:administrativeStatus>
            <descripGrp><basic:context>世界モデルが回る。</basic:context></descripGrp></termSec>
        </langSec>
        <langSec xml:lang="en"><termSec><term>world model</term></termSec></langSec>
      </conceptEntry></body></text></tbx>"""
    (term,) = bare(read(text.encode(), source="ja", targets=("en",)).terms)
    assert term == Term(
        "世界モデル",
        variants=("ワールドモデル",),
        renderings={"en": Rendering("world model")},
        note="環境を予測する モデル\nof the concept",
        domain="ai",
        part_of_speech="noun",
    )


def test_everything_written_is_read_back() -> None:
    assert bare(read(write(FULL, source="ja", targets=TARGETS), source="ja", targets=TARGETS).terms) == bare(FULL)


def test_a_kept_term_stands_in_every_target_for_tools_that_know_no_such_thing() -> None:
    root = etree.fromstring(write([Term("JEPA", keep=True)], source="ja", targets=("en", "de")))
    assert [found.text for found in root.iter("{*}term")] == ["JEPA"] * 3


def test_version_2_is_read_with_its_statuses_and_languages() -> None:
    found = read(VERSION_2.encode(), source="ja", targets=("en",))
    assert bare(found.terms) == [
        Term(
            "世界モデル",
            variants=("ワールドモデル",),
            renderings={
                "en": Rendering("world model", ("model of the world",), ("global model",)),
                "fr": Rendering("modèle du monde"),
            },
            note="predicts the environment",
            domain="ai",
            part_of_speech="noun",
        )
    ]
    assert [why for _, why in found.skipped] == ["has no term in ja", "`孤独` has no rendering"]
    assert found.terms[0].line == 5


def test_version_3_with_categories_as_attributes_and_the_older_namespace_is_read() -> None:
    text = """<tbx xmlns="urn:iso:std:iso:30042:ed:3.0" type="TBX-Basic" style="dca" xml:lang="ja"><text><body>
      <conceptEntry><langSec xml:lang="ja"><termSec><term>推論</term></termSec></langSec>
      <langSec xml:lang="en"><termSec><term>reasoning</term>
      <termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></termSec>
      <termSec><term>inference</term></termSec></langSec></conceptEntry></body></text></tbx>"""
    (term,) = read(text.encode(), source="ja", targets=("en",)).terms
    assert term.renderings["en"] == Rendering("inference", (), ("reasoning",))


def test_a_definition_in_the_section_of_the_language_is_read_too() -> None:
    raw = VERSION_2.replace(
        '<langSet xml:lang="ja-JP">', '<langSet xml:lang="ja-JP"><descrip type="definition">内</descrip>'
    )
    raw = raw.replace(
        '<descripGrp><descrip type="definition">predicts\n     the environment</descrip></descripGrp>', ""
    )
    assert read(raw.encode(), source="ja", targets=("en",)).terms[0].note == "内"


def test_a_file_in_another_encoding_is_read() -> None:
    raw = VERSION_2.replace("UTF-8", "UTF-16").encode("utf-16")
    assert read(raw, source="ja", targets=("en",)).terms[0].term == "世界モデル"


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "not XML"),
        (b"term,en\n", "not XML"),
        (b"<tbx>", r"g\.tbx:1: not XML"),
        (b"<html/>", "not TBX: the root is <html>"),
        (
            b'<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd"><martif/>',
            r'g\.tbx:1: has a DTD.*delete `<!DOCTYPE martif SYSTEM "TBXcoreStructV02\.dtd">`',
        ),
        (
            "<?xml version='1.0' encoding='utf-16'?>\n<!DOCTYPE\nmartif SYSTEM 'a.dtd'>\n<martif/>".encode("utf-16"),
            "g.tbx:2: .*<!DOCTYPE martif SYSTEM 'a.dtd'>`",
        ),
        (b'<!DOCTYPE tbx [<!ENTITY a SYSTEM "file:///etc/passwd">]><tbx>&a;</tbx>', "delete from `<!DOCTYPE` to its"),
    ],
)
def test_what_is_no_tbx_is_refused_in_one_line(raw: bytes, message: str) -> None:
    with pytest.raises(InterchangeError, match=message) as caught:
        read(raw, source="ja", path="g.tbx")
    assert "\n" not in str(caught.value)


def test_entities_that_grow_are_refused() -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    raw = f'<!DOCTYPE tbx [<!ENTITY e0 "x">{entities}]><tbx a="&e11;">&e11;</tbx>'.encode()
    with pytest.raises(InterchangeError, match="not XML"):
        read(raw, source="ja")


def test_an_own_note_that_someone_spoilt_is_not_trusted() -> None:
    raw = write([Term("a", renderings={"en": Rendering("b")}, case="keep")], source="ja", targets=("en",))
    raw = raw.replace(b"case=keep", b"case=huh; enforce=never; line=7; keep=maybe; match=word")
    (term,) = read(raw, source="ja", targets=("en",)).terms
    assert (term.case, term.enforce, term.keep, term.match) == ("", "error", False, "word")


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=12))
def test_any_term_survives(text: str) -> None:
    text = " ".join(text.split()) or "x"
    term = Term(text, renderings={"en": Rendering(text + "'")})
    raw = write([term], source="ja", targets=("en",))
    SCHEMA.assertValid(etree.fromstring(raw))
    assert bare(read(raw, source="ja", targets=("en",)).terms) == bare((term,))
