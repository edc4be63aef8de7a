"""Families: search, lists, and the whole family on one page."""
