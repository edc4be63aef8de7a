"""The one way in: a folder of law is read, checked as a whole, and refused with every problem found."""

from pathlib import Path

from harapan.policy.check import problems_across
from harapan.policy.errors import PolicyError
from harapan.policy.policy import Policy, read_policy


def load(folder: Path) -> Policy:
    """Read `policy/<programme>/*.toml`, check all of it, and refuse with every problem found (PolicyError)."""
    policy, problems = read_policy(Path(folder))
    if policy is not None and not problems:
        problems = [*problems_across(policy)]
    if policy is None or problems:
        raise PolicyError(problems)
    return policy
