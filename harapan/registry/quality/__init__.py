"""Data quality: named checks of families and members, the worklists they fill, and how many wait where."""
