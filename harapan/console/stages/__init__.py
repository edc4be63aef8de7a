"""A payment stage as a pipeline: steps, review, files, reconciliation, books."""
