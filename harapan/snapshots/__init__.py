"""Dated, hashed, read-only copies of the registry: what a cycle computes from, for ever."""
