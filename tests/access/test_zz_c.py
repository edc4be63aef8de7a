"""Temporary walk through one desk."""
import pytest
import tests.access.visits as visits
import tests.access.test_every_page as every
import tests.access.test_row_security_alone as alone
MINE=[n for n in visits.ADDRESSES if n.startswith("changes:") or n in ("families:family","families:history")]
every.ADDRESSES=MINE
visits.ADDRESSES=MINE
if hasattr(alone,"ADDRESSES"): alone.ADDRESSES=MINE
from tests.access.test_every_page import test_everybody_opens_what_is_theirs_and_nothing_else, test_everybody_presses_what_is_theirs_and_nothing_else
from tests.access.test_row_security_alone import *
