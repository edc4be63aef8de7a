"""The families: who they are, where they stand in the programme, and what decisions hold for them."""
