"""The desk of sanctions and objections: who would be hit, what families say, and what a second person decides."""
