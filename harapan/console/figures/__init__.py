"""Dashboards, maps, rankings and trends over areas and stages."""
