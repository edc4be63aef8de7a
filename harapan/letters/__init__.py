"""Letters: numbered, hashed PDFs whose number and digest anybody can verify."""
