"""The verbs of outside lists: keep a file, read it, judge each row, apply what changed, and take it back."""
