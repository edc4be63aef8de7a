"""The command line: `harapan ...`."""
