"""The press: a template and data in, the bytes of a PDF out; equal input gives equal bytes.

Each letter is printed by a process of its own (`python -m harapan.letters.press`), which gives all its memory back.
Values reach the template as data (JSON), never as text of a program: whatever somebody is called is printed as it is.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import segno
import typst

TEMPLATES: Final = Path(__file__).parent / "typ"
LONGEST: Final = 900
"""Seconds after which a letter will never be printed."""


class Jammed(Exception):
    """A template could not be printed: a fault of ours, not of whoever asked."""


@dataclass(frozen=True)
class Printed:
    """A PDF and how many pages it has."""

    pdf: bytes
    pages: int


def press(template: str, data: Mapping[str, Any], *, dated: date, tagged: bool = True) -> Printed:
    """Print in a process of its own. `tagged` PDFs can be read aloud; long lists go without, ten times as small."""
    job = {"template": template, "data": data, "dated": dated.isoformat(), "tagged": tagged}
    child = subprocess.run(
        [sys.executable, "-m", "harapan.letters.press"],
        input=json.dumps(job, ensure_ascii=False).encode(),
        capture_output=True,
        timeout=LONGEST,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    if child.returncode:
        raise Jammed(child.stderr.decode(errors="replace")[-2000:])
    pages, _, pdf = child.stdout.partition(b"\n")
    return Printed(pdf, int(pages))


def print_here(template: str, data: Mapping[str, Any], *, dated: date, tagged: bool = True) -> Printed:
    """Print in this process. No font of the machine is used, no package fetched, no clock read."""
    inputs = {"data": json.dumps(data, ensure_ascii=False), "dated": dated.isoformat()}
    compiler = typst.Compiler(
        TEMPLATES / f"{template}.typ", root=TEMPLATES, ignore_system_fonts=True, sys_inputs=inputs
    )
    midnight = datetime(dated.year, dated.month, dated.day, tzinfo=UTC)
    pdf = compiler.compile(
        format="pdf", timestamp=midnight, pdf_tags=tagged, pdf_standards="a-2a" if tagged else "a-2b"
    )
    assert isinstance(pdf, bytes)
    return Printed(pdf, int(json.loads(compiler.query("<pages>", field="value", one=True))))


def qr_code(address: str) -> str:
    """A QR code as SVG, for templates."""
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=0, xmldecl=False, svgns=True)
    return drawn.getvalue().decode()


def main() -> None:
    """One job from standard input; the number of pages and the PDF to standard output."""
    job = json.load(sys.stdin.buffer)
    printed = print_here(
        job["template"], job["data"], dated=date.fromisoformat(job["dated"]), tagged=bool(job["tagged"])
    )
    sys.stdout.buffer.write(f"{printed.pages}\n".encode() + printed.pdf)


if __name__ == "__main__":
    main()
