"""The signature of a report: the digest of what it says, and of who says it; when it was said is no part of it."""

import json

from harapan.commitments.models import Report
from harapan.lib.digests import text_digest


def digest_of(report: Report) -> str:
    """SHA-256 of what a report says, in hex: equal words have equal digests, in whatever order their lines stand."""
    said = {
        "facility": report.facility,
        "service": report.service,
        "month": f"{report.month:%Y-%m}",
        "grade": report.grade,
        "class": report.class_name,
        "available": report.available,
        "open_days": report.open_days,
        "lines": sorted(report.lines),
        "reopens": report.reopens.digest if report.reopens else None,
        "because": report.because,
        "by": report.by,
    }
    if report.measured:
        said["measured"] = sorted(report.measured, key=json.dumps)
    return text_digest(json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":")))
