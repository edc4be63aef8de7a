"""From validated to ready: decree, account, card and group."""
