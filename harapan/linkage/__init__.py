"""Who is who: names folded, records compared, and a score that says from which evidence it came."""
