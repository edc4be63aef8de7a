"""Uploads that are too large stop early: nothing of them is kept, and the page says so."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload


class Quota(FileUploadHandler):
    """Counts bytes over all files of a form, and stops reading when there are too many."""

    def __init__(self, request: Any, most: int) -> None:
        super().__init__(request)
        self.most, self.seen = most, 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002
        """Hand the bytes on, unless there are too many."""
        self.seen += len(raw_data)
        if self.seen > self.most:
            self.request.too_large = True  # type: ignore[union-attr]
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002
        """Another handler keeps the file."""
        return
