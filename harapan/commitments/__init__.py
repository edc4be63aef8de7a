"""What families undertook to do: each member, duty and month, and what was seen of it."""
