"""Outreach (sosialisasi): what was held where, who came from which institution, and what is to follow."""
