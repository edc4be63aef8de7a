"""Who has reported and who has not, for the desks of schools and of health units alike."""
