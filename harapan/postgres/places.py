"""The folders and files of the embedded server, all derived from one home."""

import hashlib
import sys
from dataclasses import dataclass
from pathlib import Path

SOCKET = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 103 if sys.platform == "darwin" else 107  # bytes; sockaddr_un of the kernel, less the closing NUL
ELSEWHERE = Path("/var/lib/harapan")


@dataclass(frozen=True)
class Places:
    """Pure: computing a place creates nothing."""

    home: Path

    @property
    def base(self) -> Path:
        """Ours alone: the data, and the locks by which processes share the server."""
        return self.home / "pg"

    @property
    def data(self) -> Path:
        """The data folder, or a link to it where root had to put it elsewhere. It exists once it is whole."""
        return self.base / "data"

    @property
    def door(self) -> Path:
        """Locked while somebody starts or stops the server."""
        return self.base / "door.lock"

    @property
    def users(self) -> Path:
        """Locked, shared, by each process that uses the server."""
        return self.base / "users.lock"

    @property
    def alive(self) -> Path:
        """Locked by the server's own processes as long as one of them lives."""
        return self.base / "alive.lock"

    @property
    def start_log(self) -> Path:
        """What the server said before its own log was open."""
        return self.base / "start.log"

    @property
    def settings(self) -> Path:
        """The settings computed for this machine."""
        return self.data / "harapan.conf"

    @property
    def elsewhere(self) -> Path:
        """Where root puts the data when the home lies in a closed folder; a number follows if it is taken."""
        return ELSEWHERE / self._mark

    @property
    def socket_folder(self) -> Path:
        """The data folder; a short one in /tmp when the socket would not fit, or libpq would see a list in its path."""
        path = str(self.data / SOCKET)
        fits = len(path.encode()) <= LONGEST_SOCKET_PATH and "," not in path
        return self.data if fits else Path("/tmp") / f"harapan-{self._mark}"  # noqa: S108 - made 0700, owner checked

    @property
    def _mark(self) -> str:
        return hashlib.sha256(bytes(self.home)).hexdigest()[:12]
