"""The desk of family sessions (P2K2) and home visits: sheets, coverage, visits, calls back, the monthly report."""
