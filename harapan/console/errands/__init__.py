"""How far something has come that somebody asked for: one part of a page that any desk includes."""
