"""`harapan bench`."""


def bench() -> None:
    """soon"""
