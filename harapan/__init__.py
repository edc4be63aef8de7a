"""Harapan runs a conditional cash transfer programme, from the first visit to the last payment."""
