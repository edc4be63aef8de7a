"""People and families for tests: a cast with names, and one plain function that makes a family."""
