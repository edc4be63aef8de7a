"""Schools and health units, who is on their lists, moves from one to another, and claims that people decide."""
