"""The desk of doubles: two records side by side, what speaks for one person and what against, and one key to decide."""
