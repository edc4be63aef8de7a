"""The desk of early warnings: families about to fall out, why, and what the visit is for."""
