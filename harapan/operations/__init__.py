"""The steps of a cycle as work: who may ask for which, carried out by a worker with progress, refused by name."""
