"""Who is who: pairs that may be one person, what people decide about them, and merges that can be undone."""
