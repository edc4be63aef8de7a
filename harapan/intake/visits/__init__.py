"""The first meeting and validation of candidates: what is asked, what it comes to, who confirms it."""
