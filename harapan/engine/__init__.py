"""The rules engine: a snapshot and an edition in; every family's amount, or the reason there is none, out.

No database, no clock, no loop over rows. `compute.py` reads as one page; each rule is a fact in a file of its subject.
"""

import os

# Polars gives freed memory back to the system at once and asks for it again at the next step. A run makes and drops
# tables all the time: keeping pages for five seconds saves a tenth of it. Read only when Polars is first imported.
os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:5000,muzzy_decay_ms:5000")
