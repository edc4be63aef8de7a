"""Opening a file in a process of its own: `python -m harapan.intake.filled`, path and bounds as JSON on standard input.

Writes one line of JSON: the rows of a small file as text, or a refusal. A workbook that unfolds to gigabytes ends this
process and no other.
"""

import json
import resource
import sys
from itertools import islice
from pathlib import Path
from typing import Any

from harapan.intake.reading.cells import opened
from harapan.lib.refusals import Refusal


def main() -> None:
    """Open one file and write what stands in it."""
    said = json.loads(sys.stdin.readline())
    resource.setrlimit(resource.RLIMIT_DATA, (said["memory"], said["memory"]))
    try:
        with opened(Path(said["path"])) as (_, rows):
            some = list(islice(rows, said["rows"] + 1))
            answer: dict[str, Any] = {
                "rows": [[cell[: said["width"]] for cell in row[: said["columns"]]] for row in some]
            }
    except Refusal as refusal:
        answer = {"refusal": [refusal.sentence_id, refusal.sentence_en]}
    sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
