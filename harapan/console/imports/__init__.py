"""The import desk: bring a list as it came, look at what it would do, apply it, take it back."""
