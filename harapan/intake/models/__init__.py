"""The tables of the room, by topic."""
