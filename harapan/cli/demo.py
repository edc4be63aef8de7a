"""`harapan demo`."""


def demo() -> None:
    """soon"""
