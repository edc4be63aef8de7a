"""The verbs of paying: record papers, draw up, write, release, read answers, order again, give back, close."""

from harapan.payments.actions.answers import CannotRead, read_answer
from harapan.payments.actions.closing import CannotClose, CannotReconcile, close_batch, reconcile_batch
from harapan.payments.actions.orders import (
    CannotOrder,
    CannotRelease,
    book,
    draw_up,
    next_order,
    payable_holds,
    payments_folder,
    release_payment_file,
    write_files,
)
from harapan.payments.actions.papers import CannotRecord, PapersDoNotAllow, record_paper, set_ceiling
from harapan.payments.actions.returns import free_corrected, give_back_unused
from harapan.payments.actions.usage import CannotReadUsage, read_usage

__all__ = [
    "CannotClose",
    "CannotOrder",
    "CannotRead",
    "CannotReadUsage",
    "CannotReconcile",
    "CannotRecord",
    "CannotRelease",
    "PapersDoNotAllow",
    "book",
    "close_batch",
    "draw_up",
    "free_corrected",
    "give_back_unused",
    "next_order",
    "payable_holds",
    "payments_folder",
    "read_answer",
    "read_usage",
    "reconcile_batch",
    "record_paper",
    "release_payment_file",
    "set_ceiling",
    "write_files",
]
