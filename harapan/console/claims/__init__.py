"""Claims of overpayment: what is open, what comes back, what two people write off."""
