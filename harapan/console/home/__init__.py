"""One's own queue: what waits for me, and everything else one step away."""
