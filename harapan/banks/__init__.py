"""Orders to banks and the post, and their answers: one dialect a file, twins that look like twins."""
