"""Tables the database itself protects and fills in bulk: append-only, partitioned, granted by login."""
