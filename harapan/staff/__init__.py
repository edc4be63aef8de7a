"""The people who run the programme: who they are, what they may do, where."""
