"""Who did what, when: events that can be added but not changed, sealed into a chain."""
