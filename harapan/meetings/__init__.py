"""Family sessions (P2K2) and home visits: groups, modules, roll calls, and what a facilitator reports of them."""
