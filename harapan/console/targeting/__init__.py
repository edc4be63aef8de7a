"""Who may become a candidate: quotas by area, ranked lists, and what villages deliberate and propose."""
