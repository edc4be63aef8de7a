"""Passwords of tests are hashed as those of the house, with a thousandth of the work: nobody needs to be kept out."""

from django.contrib.auth.hashers import ScryptPasswordHasher  # type: ignore[attr-defined]


class QuickScrypt(ScryptPasswordHasher):
    """The work is written into each hash, so that a server beside the test checks it like any other."""

    work_factor = 2**4
