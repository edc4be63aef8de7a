"""What the programme says of itself: sums by area and stage, beside figures that others published."""
