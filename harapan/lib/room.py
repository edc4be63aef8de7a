"""Room for files: folders only we may look into, and one sentence when the disk is full."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from harapan.lib.refusals import Refusal


class DiskIsFull(Refusal):
    """There is no room to write; what was begun has been taken back."""


@contextmanager
def room_under(folder: Path) -> Iterator[None]:
    """Write below `folder`; a full disk (or quota) becomes `DiskIsFull`, whichever library met it."""
    try:
        yield
    except Exception as trouble:
        if _is_full(trouble):
            raise DiskIsFull(
                f"disk penuh: sediakan ruang di {folder}, lalu jalankan lagi; tidak ada yang hilang",
                f"the disk is full: make room under {folder} and run this again; nothing is lost",
            ) from trouble
        raise


def _is_full(trouble: BaseException) -> bool:
    """Some libraries say so by number, some only in words."""
    if isinstance(trouble, OSError) and trouble.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    return "No space left on device" in str(trouble) or "Disk quota exceeded" in str(trouble)


def private_folder(path: Path) -> Path:
    """A folder, made with its parents, that nobody but us may look into."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)
    return path
