"""The data quality desk: every red number is a worklist, and worklists empty."""
