"""The readable copy of a list: a sheet of what it says on top, and the list itself."""

import io
from collections.abc import Callable, Mapping
from datetime import datetime

import xlsxwriter

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def workbook_of(
    title: str, created_at: datetime, head: Mapping[str, str], write_list: Callable[[xlsxwriter.Workbook], object]
) -> memoryview:
    """An XLSX file: equal words and rows give equal bytes, whenever it is made."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, OPTIONS) as workbook:
        # the clock would make every copy differ
        workbook.set_properties({"title": title, "created": created_at.replace(tzinfo=None)})
        summary = workbook.add_worksheet("Ringkasan")
        summary.set_column(0, 1, 32)
        summary.write_column(0, 0, list(head))
        summary.write_column(0, 1, list(head.values()))
        write_list(workbook)
    return file.getbuffer()
