"""`harapan explain`."""


def explain(family: int) -> None:
    """soon"""
