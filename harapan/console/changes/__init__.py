"""The desk of changes: families' news asked for by one person, checked by another, and the history of every field."""
