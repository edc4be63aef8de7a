"""From the social registry to candidates: quotas by area, ranked lists within them, and what villages propose."""
