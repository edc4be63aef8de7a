"""Drawings as SVG, made on the server: maps, lines, bars."""
