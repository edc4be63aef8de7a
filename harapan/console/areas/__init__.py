"""Choosing an area by its name, wherever a desk asks for one."""
