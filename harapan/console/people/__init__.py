"""The people who run the programme, their postings and their access."""
