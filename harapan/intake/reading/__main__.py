"""Reading in a process of its own: `python -m harapan.intake.reading`, the wish as JSON on standard input.

Writes one line of JSON (what is known before the rows, or a refusal), then the rows as CSV in the order of `STAGED`, a
line with nothing but the byte 0x1e, and one more line of JSON: what was passed over, and the most memory it ever held.
"""

import json
import resource
import sys
from pathlib import Path
from typing import Final

from harapan.intake.reading.rows import Wish, reading
from harapan.lib.refusals import Refusal

END: Final = b"\x1e\n"


def main() -> None:
    """Read one wish and answer it."""
    said = json.loads(sys.stdin.readline())
    if most := said.pop("memory", 0):
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    out = sys.stdout.buffer
    try:
        with reading(Wish(**said)) as found:
            out.write(_line(found.about))
            out.flush()
            if found.is_complete:
                for frame in found.frames():
                    out.write(frame.write_csv(include_header=False).encode())
            out.write(END + _line({"skipped": dict(found.skipped), "peak_mb": _peak()}))
    except Refusal as refusal:
        out.write(_line({"refusal": [refusal.sentence_id, refusal.sentence_en]}))


def _peak() -> int:
    """The most memory this process ever held, in MB; `ru_maxrss` would be that of whoever started us."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) // 1024


def _line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, default=str).encode() + b"\n"


if __name__ == "__main__":
    main()
