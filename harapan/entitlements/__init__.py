"""A cycle from opening to approval: what every family is owed, by which law, checked by a second person."""
