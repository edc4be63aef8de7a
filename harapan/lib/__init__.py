"""Small pure things every room may use: rupiah, dates, identifiers, digests."""
