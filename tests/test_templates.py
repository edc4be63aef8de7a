"""Every template keeps the look: stands in a page, wears known classes, holds nothing inline, speaks two languages."""

import ast
import gzip
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from harapan.testing.house import ROOT, files

TEMPLATES = sorted((ROOT / "harapan").glob("**/templates/**/*.html"))
STATIC = ROOT / "harapan/ui/static/ui"
WHOLE = {
    "ui/base.html": "every page extends it",
    "ui/500.html": "drawn when anything may be broken",
}
"""Templates that bring their own `<html>`."""

NAMES = {
    *("Harapan", "Bahasa", "Indonesia", "English", "EN", "ID", "Status", "Email", "Excel", "Bank", "RT", "RW"),
    *(
        "NIK",
        "KK",
        "KPM",
        "PKH",
        "NPSN",
        "KKS",
        "DIPA",
        "DTKS",
        "SIKS",
        "NG",
        "SPM",
        "SP2D",
        "P2K2",
        "BRI",
        "BNI",
        "BTN",
    ),
    *("CSV", "XLSX", "SVG", "PDF", "QR", "ISO", "SHA", "JSON", "URL"),
}
"""Words that are the same in both languages."""
SPOKEN_ATTRIBUTES = {"alt", "aria-label", "placeholder", "title"}


def name_of(path: Path) -> str:
    """`ui/page.html`"""
    return path.as_posix().rsplit("/templates/", 1)[1]


def text_of(path: Path) -> str:
    """What a template says, without its comments."""
    text = re.sub(r"{% comment.*?endcomment %}", "", path.read_text(), flags=re.DOTALL)
    return re.sub(r"{#.*?#}|<!--.*?-->", "", text, flags=re.DOTALL)


# -- pages -----------------------------------------------------------------------------------------------------------


def test_every_template_extends_a_page_or_is_a_part_of_one():
    written = "\n".join([*map(text_of, TEMPLATES), *(module.text for module in files(tests=False))])
    alone = [
        name_of(path)
        for path in TEMPLATES
        if not text_of(path).lstrip().startswith("{% extends")
        and name_of(path) not in WHOLE
        and not re.search(rf'["\']{re.escape(name_of(path))}[#"\']', written)
    ]
    assert not alone, "extend ui/page.html or ui/bare.html, or include it somewhere"


def test_only_the_frame_writes_a_whole_document():
    whole = {name_of(path) for path in TEMPLATES if "<html" in text_of(path) or "<body" in text_of(path)}
    assert whole == set(WHOLE)


# -- classes ---------------------------------------------------------------------------------------------------------


def known_classes() -> set[str]:
    css = re.sub(r"/\*.*?\*/", "", "".join(path.read_text() for path in STATIC.glob("*.css")), flags=re.DOTALL)
    return set(re.findall(r"\.([a-z][\w-]*)", css, flags=re.IGNORECASE))


def worn_classes(text: str) -> Iterator[str]:
    """Classes as written; those put together from a value are the writer's to prove."""
    for written in re.findall(r'\bclass="((?:{%.*?%}|{{.*?}}|[^"])*)"', text):
        for word in re.sub(r"{%.*?%}", " ", re.sub(r"{{.*?}}|{[\w.!:]*}", "\0", written)).split():
            if "\0" not in word:
                yield word


def test_templates_wear_only_classes_the_stylesheet_knows():
    known = known_classes()
    unknown = {f"{name_of(path)}: .{word}" for path in TEMPLATES for word in worn_classes(text_of(path))} | {
        f"{module.name}: .{word}" for module in files(tests=False) for word in worn_classes(module.text)
    }
    assert not {place for place in unknown if place.rsplit(".", 1)[1] not in known}


# -- nothing inline --------------------------------------------------------------------------------------------------

INLINE = re.compile(
    r"""<style|\sstyle\s*=\s*["']|<script(?![^>]*\ssrc=)|\son\w+\s*=\s*["']|javascript:|\shx-on|hx-vals\s*=\s*["']js:"""
)


ALONE = {"harapan/ui/drawing/maps.py: <style": "a drawing taken away as a file has no stylesheet"}


def test_nothing_is_inline_since_browsers_are_told_to_refuse_it():
    inline = [f"{name_of(path)}: {found}" for path in TEMPLATES for found in INLINE.findall(text_of(path))]
    inline += [f"{module.name}: {found}" for module in files(tests=False) for found in INLINE.findall(module.text)]
    assert set(inline) == set(ALONE)


# -- words -----------------------------------------------------------------------------------------------------------


class Spoken(HTMLParser):
    """Collects what a reader would read or hear."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.words += [value or "" for name, value in attrs if name in SPOKEN_ATTRIBUTES]


SILENT = r"<code>.*?</code>|{% block shape %}.*?{% endblock %}"
"""What a computer reads: commands, and the class of the whole page."""


def words_in_one_language(path: Path) -> list[str]:
    spoken = Spoken()
    spoken.feed(re.sub(rf"{SILENT}|{{%.*?%}}|{{{{.*?}}}}", " ", text_of(path), flags=re.DOTALL))
    spoken.close()
    return [word for word in re.findall(r"[^\W\d_]{2,}\w*", " ".join(spoken.words)) if word not in NAMES]


def test_every_word_of_a_template_stands_in_both_languages():
    alone = {name_of(path): words for path in TEMPLATES if (words := words_in_one_language(path))}
    assert not alone, '{% t "Indonesia" "English" %}'


def test_every_translation_has_both_its_halves():
    halves = r'(?:"[^"]+"|\'[^\']+\')'
    broken = [
        f"{name_of(path)}: {tag}"
        for path in TEMPLATES
        for tag in re.findall(r"{%\s*t\s.*?%}", text_of(path), flags=re.DOTALL)
        if not re.match(rf"{{%\s*t\s+{halves}\s+{halves}[\s%]", tag)
    ]
    assert not broken


def literals(call: ast.Call) -> list[ast.expr]:
    """What a message says in so many words, without its values."""
    return [part for said in call.args[1:2] for part in (said.values if isinstance(said, ast.JoinedStr) else [said])]


def test_messages_to_people_stand_in_both_languages():
    alone = [
        module.at(call.lineno, ast.unparse(call))
        for module in files(tests=False)
        if "messages." in module.text
        for call in module.nodes(ast.Call)
        if re.match(r"messages\.(success|info|warning|error|add_message)$", ast.unparse(call.func))
        and any(isinstance(part, ast.Constant) and re.search(r"[a-z]", str(part.value)) for part in literals(call))
    ]
    assert not alone, "said(indonesian, english)"


# -- weight ----------------------------------------------------------------------------------------------------------


def test_the_stylesheet_and_the_script_stay_small():
    weights = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in STATIC.glob("*.*s")}
    assert weights["harapan.css"] <= 12_000
    assert weights["harapan.js"] <= 5_000
    assert weights["grid.css"] <= 1_200
    assert weights["grid.js"] <= 4_000
