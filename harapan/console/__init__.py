"""The console of the staff: home, families, stages, figures, and who did what."""
