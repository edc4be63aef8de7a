"""Why a list is not taken."""

from harapan.intake.models import Upload
from harapan.lib.refusals import Refusal


class CannotImport(Refusal):
    """The list cannot be taken in, read, applied or taken back as it is."""


class SameFile(CannotImport):
    """These very bytes are on the desk already; `upload` is where."""

    def __init__(self, upload: Upload) -> None:
        super().__init__(
            f"berkas yang sama sudah diunggah sebagai impor {upload.pk} ({upload.name})",
            f"the same file was brought before, as import {upload.pk} ({upload.name})",
        )
        self.upload = upload
