"""A candidate's way in: visits, confirmations, results, decrees, accounts, cards and groups."""
