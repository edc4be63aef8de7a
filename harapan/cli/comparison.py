"""`harapan cycle compare`: who changed between two runs, and why."""


def show_comparison(a: str, b: str, *, most: int, as_json: bool) -> None:
    """soon"""
