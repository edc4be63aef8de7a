"""A file somebody shows us is digested as it comes in, and kept nowhere: not in memory, not on disk."""

import hashlib
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload


class Digested(FileUploadHandler):
    """Takes the SHA-256 of the first file of a form and throws its bytes away."""

    LARGEST = 50 * 1024 * 1024
    """Bytes; no letter of ours comes near."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._digest = hashlib.sha256()
        self.bytes = 0

    @property
    def sha256(self) -> str:
        """The digest, or nothing when no file came."""
        return self._digest.hexdigest() if self.bytes else ""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002
        """Some bytes more; what is far too long is cut off at once."""
        self.bytes += len(raw_data)
        if self.bytes > self.LARGEST:
            self.bytes = 0
            raise StopUpload(connection_reset=False)
        self._digest.update(raw_data)

    def file_complete(self, file_size: int) -> None:
        """There is no file to hand on."""
