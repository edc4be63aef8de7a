"""The desk of letters: what was made, stage by stage; ask for one, fetch it, take it back."""
