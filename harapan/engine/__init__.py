"""The rules engine: a snapshot and an edition in; every family's amount, or the reason there is none, out.

No database, no clock, no loop over rows. `compute.py` reads as one page; each rule is a fact in a file of its subject.
"""
