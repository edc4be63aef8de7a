"""Health units and children: how they grow, whether the unit was ready to serve, what that means for a family."""
