"""The desk of health units: visits of a month, how children grow, and whether units are ready to serve."""
