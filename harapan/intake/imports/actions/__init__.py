"""The verbs of the desk of outside lists."""

from harapan.intake.imports.actions.applying import apply, undo
from harapan.intake.imports.actions.bringing import bring, choose_columns, discard
from harapan.intake.imports.actions.reading import read
from harapan.intake.imports.refusing import CannotImport, SameFile

__all__ = ["CannotImport", "SameFile", "apply", "bring", "choose_columns", "discard", "read", "undo"]
