"""Places: every province, regency, district and village, with the dates between which it was so."""
