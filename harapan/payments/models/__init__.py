"""Treasury papers, orders to banks, their answers, and the ledger that moves every rupiah between accounts."""

from harapan.payments.models.answers import BankAnswer, Credit, LeftOut, OddLine
from harapan.payments.models.books import AccountTotal, Balance, LedgerAccount, LedgerEntry
from harapan.payments.models.orders import ENGLISH, Ceiling, Hold, Payment, PaymentFile, TreasuryPaper
from harapan.payments.models.usage import UsageEntry, UsageFile

__all__ = [
    "ENGLISH",
    "AccountTotal",
    "Balance",
    "BankAnswer",
    "Ceiling",
    "Credit",
    "Hold",
    "LedgerAccount",
    "LedgerEntry",
    "LeftOut",
    "OddLine",
    "Payment",
    "PaymentFile",
    "TreasuryPaper",
    "UsageEntry",
    "UsageFile",
]
