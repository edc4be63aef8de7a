"""The country as data: every area from province to village with its dates, and approximate boundaries for maps.

Pure: no Django, no database. `harapan.places` loads it into tables; `harapan.population` settles people in it.
"""

from harapan.gazetteer.country import COLUMNS, areas, faults, history, on

__all__ = ["COLUMNS", "areas", "faults", "history", "on"]
