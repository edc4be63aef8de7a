"""The law as data: reads policy/<programme>/*.toml, keeps its history, and resolves it on a date into an Edition."""
