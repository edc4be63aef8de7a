"""A file nobody can read, said in one sentence."""

from harapan.lib.refusals import Refusal


class Unreadable(Refusal):
    """The file is not a list, or not one we can open; nothing was taken from it."""
