"""A family's way in: outside lists, who is who, targeting, visits and validation, the decree, groups and accounts."""
