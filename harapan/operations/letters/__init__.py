"""The letters of a stage: who may ask for which, and where their words and figures come from."""
