"""The same report as HTML, Markdown and PDF: all of it is there, and no name becomes markup."""

from __future__ import annotations

import base64
import csv
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
import typst

from pandavision_gui.engine.report_details import ReportDetails
from pandavision_gui.engine.reports import pdf_report as pdf_report_module
from pandavision_gui.engine.reports.comparison_report import comparison_report
from pandavision_gui.engine.reports.document import (
    Code,
    Document,
    Fact,
    Facts,
    Figures,
    Item,
    Items,
    Mark,
    Paragraph,
    Section,
    Table,
)
from pandavision_gui.engine.reports.html_report import html_report
from pandavision_gui.engine.reports.job_report import job_report
from pandavision_gui.engine.reports.markdown_report import markdown_report
from pandavision_gui.engine.reports.pdf_report import pdf_report
from pandavision_gui.engine.reports.report_job import ReportJob
from pandavision_gui.engine.reports.table_report import COLUMNS, table_csv
from pandavision_gui.engine.spec import parse_spec
from pandavision_gui.errors import plain_text

from ...support.pdf_text import pdf_text
from .report_jobs import TEMPLATES, job_with, worst_case_with

NOBODY = ReportDetails()
HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)>{{ 7 * 7 }}{% raw %}"
    '"\'#eval("1")#image("/etc/passwd")[link](https://example.org)|`code`*b*\x1b[31m\u202ex'
)


class Page(HTMLParser):
    """Tags and text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.sources: list[str] = []
        self.hidden = 0
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.sources += [value or "" for name, value in attrs if name in ("src", "href")]
        if tag not in ("meta", "img", "br", "link"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)


def words_of(text: str) -> str:
    return " ".join(text.split())


def sentences(document: Document) -> list[str]:
    """Return every text that a reader sees."""
    found = [document.title, document.subtitle]
    for one in (*document.summary, *document.sections):
        found.append(one.title)
        for block in one.blocks:
            match block:
                case Paragraph() | Code():
                    found.append(block.text)
                case Items():
                    found += [item.text for item in block.entries]
                case Facts():
                    found += [text for fact in block.entries for text in (fact.name, fact.value)]
                case Table():
                    found += [
                        block.caption,
                        *block.columns,
                        *(c for row in block.rows for c in row),
                    ]
    return found


@pytest.fixture(scope="module")
def plain() -> Document:
    return job_report(job_with(), NOBODY)


@pytest.fixture(scope="module")
def hostile() -> Document:
    model = {"name": HOSTILE, "sha256": "0" * 64, "bytes": 1}
    job = job_with(HOSTILE, model=model, class_names=[f"{n}{HOSTILE}" for n in range(12)])
    return job_report(job, ReportDetails(system=HOSTILE))


def test_the_page_says_all_that_the_document_says(plain: Document) -> None:
    page = Page(html_report(plain, TEMPLATES))
    said = words_of("".join(page.words))
    missing = [text for text in sentences(plain) if words_of(text) not in said]
    assert missing == []
    assert page.open == []


def test_the_page_needs_nothing_else_and_runs_nothing(plain: Document) -> None:
    page = Page(html_report(plain, TEMPLATES))
    assert {source.split(":", 1)[0] for source in page.sources if not source.startswith("#")} == {
        "data"
    }
    assert {"script", "link", "iframe", "object", "form"} & set(page.tags) == set()
    assert page.tags.count("h1") == 1


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("with_paths", [False, True])
def test_where_files_lay_is_told_when_it_is_asked_for_and_else_nowhere(
    count: int, with_paths: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = ["/home/ann <b>/signs.h5", "C:\\Users\\ann\\signs.onnx", "/mnt/ann/second.onnx"]
    keys = ("dataset", "trained-model", "surrogate-model")
    jobs = [job_with(f"job {n}", dict(zip(keys, paths, strict=True))) for n in range(count)]
    details = ReportDetails(with_paths=with_paths)
    document = job_report(jobs[0], details) if count == 1 else comparison_report(jobs, details)
    # What the pages are made of, for no library at hand reads them.
    monkeypatch.setattr(
        pdf_report_module, "_compiled", lambda folder, *_: (folder / "report.json").read_bytes()
    )
    renderings = {
        "HTML": "".join(Page(html_report(document, TEMPLATES)).words),
        "PDF": "".join(words(json.loads(pdf_report(document, TEMPLATES)))),
        "Markdown": markdown_report(document),
    }
    for kind, said in renderings.items():
        plain_words = re.sub(r"[\s\\]", "", said)
        for path in paths:
            assert (re.sub(r"[\s\\]", "", path) in plain_words) == with_paths, (kind, path)
        assert ("ann" in re.findall(r"[a-z]+", said)) == with_paths, kind


def words(value: object) -> Iterator[str]:
    """Yield every text of a JSON document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from words(one)


def test_every_link_leads_to_a_part(plain: Document) -> None:
    made = html_report(plain, TEMPLATES)
    wanted = {source[1:] for source in Page(made).sources if source.startswith("#")}
    assert wanted == {one.anchor for one in plain.sections}
    assert wanted <= set(re.findall(r'<section id="([^"]+)"', made))


def test_pictures_have_words_for_whoever_does_not_see_them(plain: Document) -> None:
    made = html_report(plain, TEMPLATES)
    pictures = re.findall(r"<img [^>]*>", made)
    assert pictures
    assert all(re.search(r' alt="[^"]+"', picture) for picture in pictures)


def test_no_name_becomes_markup_of_the_page(plain: Document, hostile: Document) -> None:
    honest, forged = (Page(html_report(one, TEMPLATES)) for one in (plain, hostile))
    assert set(forged.tags) == set(honest.tags)
    assert forged.tags.count("img") == honest.tags.count("img")
    said = "".join(forged.words)
    assert "{{ 7 * 7 }}" in said
    assert "\x1b" not in said
    assert "\u202e" not in said


def test_no_name_becomes_markup_of_a_figure(hostile: Document) -> None:
    made = html_report(hostile, TEMPLATES)
    for data in re.findall(r"data:image/svg\+xml;base64,([^\"]+)", made):
        root = ElementTree.fromstring(base64.b64decode(data))
        kinds = {element.tag.rsplit("}", 1)[-1] for element in root.iter()}
        assert {"script", "image", "foreignObject"} & kinds == set()


def test_no_name_becomes_markup_of_markdown(hostile: Document) -> None:
    made = markdown_report(hostile, is_whole=True)
    outside_code = "".join(made.split("```")[::2])
    for sign in ("<script", "<img", "[link]", "`code`", "*b*", "https://"):
        assert not re.search(rf"(?<!\\){re.escape(sign)}", outside_code), sign
    for line in made.splitlines():
        if line.startswith("|"):
            cells = re.split(r"(?<!\\)\|", line)
            assert len(cells) >= 4
    assert "\x1b" not in made


def test_tables_of_markdown_have_as_many_cells_in_every_line(hostile: Document) -> None:
    for part in markdown_report(hostile, is_whole=True).split("\n\n"):
        lines = [line for line in part.splitlines() if line.startswith("|")]
        counts = {len(re.split(r"(?<!\\)\|", line)) for line in lines}
        assert len(counts) <= 1, part


def test_pages_are_made_of_any_name(hostile: Document) -> None:
    """Typst would stop at markup that it does not know, and at a file outside its folder."""
    assert pdf_report(hostile, TEMPLATES).startswith(b"%PDF-1.")


@pytest.mark.parametrize(
    "name",
    [
        "熊猫",
        "الباندا",
        "🐼🐼",
        "\U00010000\U00010001",  # Linear B: hardly a machine has a font for it
        "\U0010fffd\ue000",
        "e\u0301" * 40,
        "\ud800 half",
        "x" * 3000,
        " ",
        "\u200d",
    ],
)
def test_pages_are_made_of_names_in_any_script(name: str) -> None:
    """What no font can show must not stop the report."""
    document = Document(
        title="t",
        subtitle=name,
        fields=Facts((Fact("System", name),)),
        summary=(Section(name, (Paragraph(name), Items((Item(name, Mark.GOOD),))), "a"),),
        sections=(Section("b", (Table(name, (name, "c"), ((name, "d"),)), Code(name)), "b"),),
    )
    assert pdf_report(document, TEMPLATES).startswith(b"%PDF-1.")
    assert Page(html_report(document, TEMPLATES)).open == []


def test_pages_have_their_fonts_embedded_and_say_what_they_are(plain: Document) -> None:
    made = pdf_report(plain, TEMPLATES)
    assert made.startswith(b"%PDF-1.")
    assert b"/FontFile" in made
    assert b"pdfuaid:part" in made  # PDF/UA: for whoever has it read aloud


@pytest.mark.parametrize(
    "job",
    [
        job_with(),
        job_with(spec={"indexes": list(range(150, 0, -1)), "name": "a  name, " + "long " * 25}),
        worst_case_with(),
    ],
    ids=["plain", "long", "worst case"],
)
def test_what_is_to_be_copied_is_copied_from_the_pages_as_it_was(job: ReportJob) -> None:
    document = job_report(job, NOBODY)
    said = pdf_text(pdf_report(document, TEMPLATES))
    blocks = [block for one in document.sections for block in one.blocks]
    to_copy = [
        part for block in blocks if isinstance(block, Code) for part in block.text.split("\n\n")
    ]
    to_copy += [
        fact.value
        for block in blocks
        if isinstance(block, Facts)
        for fact in block.entries
        if fact.is_code
    ]
    assert len(to_copy) >= 5
    assert [text for text in to_copy if text not in said] == []
    spec = json.loads(said[said.index("{\n  ") : said.index("\n}\n") + 2])
    left_out = ("attack", "attack-params") if job.result.sources else ()
    assert spec == {
        key: Path(value).name if key in ("dataset", "trained-model") else value
        for key, value in job.result.spec.items()
        if value is not None and key not in left_out
    }
    parse_spec(json.dumps(spec).encode())


def test_a_long_word_goes_on_in_the_next_line_of_a_page_and_copies_as_it_was() -> None:
    word = "0123456789abcdef" * 30
    document = Document(
        title="t",
        subtitle=word,
        fields=Facts((Fact("System", word), Fact("Hash", word, is_code=True))),
        summary=(Section("a", (Paragraph(word), Items((Item(word),)), Code(word))),),
        sections=(Section("b", (Table(word, ("a", "b"), ((word, "c"),)),)),),
    )
    said = pdf_text(pdf_report(document, TEMPLATES))
    assert max(map(len, said.split("\n"))) < 180
    assert said.replace("\n", "").count(word) >= 6
    assert "\u200b" not in said


def test_no_cell_of_a_table_is_a_formula() -> None:
    names = ['=HYPERLINK("https://example.org")', "+1", "-1+1", "@SUM(A1)", "\tx", *"abcdefg"]
    lines = table_csv(job_with(class_names=names)).splitlines()
    assert lines[0] == ",".join(COLUMNS)
    assert len(lines) == 1 + 12
    for line in lines[1:]:
        for cell in line.split(","):
            assert not re.match(r'"?[=@\t]', cell)
            assert not re.match(r'"?[+-](?!\d+$)', cell), "only a number is one"


@pytest.mark.parametrize(
    "name", ["\x1b]0;x\x07", "a\r\nb", "a\u2028b", "\u202egpj", "a\x00b", "\t=1"]
)
def test_no_control_character_of_a_name_is_in_a_table(name: str) -> None:
    text = table_csv(job_with(class_names=[name] * 12))
    assert text.count("\n") == 1 + 12
    assert text.replace("\n", "").isprintable()
    assert plain_text(name) in text


@pytest.mark.parametrize("name", ["=1", "+x", "-x", "@x", "＝1", "  =1", '"x', ' "=1'])
def test_a_name_that_looks_like_a_formula_is_quoted(name: str) -> None:
    table = job_with().table
    assert table is not None
    names = [name] * 12
    label = int(table.label[0])
    first = list(csv.reader(table_csv(job_with(class_names=names)).splitlines()))[1]
    assert first[1:3] == [str(label), f"'{name}"]


def test_the_templates_are_part_of_the_program() -> None:
    assert {path.name for path in Path(TEMPLATES).iterdir()} == {"report.html.j2", "report.typ"}


def test_cards_side_by_side_on_a_page_are_equally_high(
    plain: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    def first_page(folder: Path, fonts: list[Path], standard: str | None) -> bytes:
        made = typst.compile(
            folder / "report.typ",
            root=folder,
            font_paths=fonts,
            format="svg",
            pdf_standards=standard,
        )
        return bytes(made[0])

    figures = next(one for part in plain.summary for one in part.blocks if isinstance(one, Figures))
    long = (figures.entries[0][0], "a word that needs many lines " * 4, figures.entries[0][2])
    uneven = replace(figures, entries=(long, *figures.entries[1:]))
    summary = (Section("At a glance", (uneven,)),)
    monkeypatch.setattr(pdf_report_module, "_compiled", first_page)
    page = pdf_report(replace(plain, summary=summary), TEMPLATES).decode()
    outlines = re.findall(r'fill="#f6f7f9"[^>]* d="([^"]*)"', page)
    assert len(outlines) == len(figures.entries)
    assert len(set(outlines)) == 1
