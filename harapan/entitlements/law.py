"""The policy of this installation, read once; and the edition a cycle pays under."""

from functools import lru_cache

from django.conf import settings

from harapan.policy.loading import load
from harapan.policy.policy import Policy


@lru_cache(maxsize=1)
def law() -> Policy:
    """The policy of this installation. Raises `PolicyError` when its files cannot be used."""
    return load(settings.POLICY)
