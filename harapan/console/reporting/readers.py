"""Who opens the pages of single schools and health units, beside those who work there."""

from typing import Final

from harapan.staff.models import Staff

P = Staff.Position
READERS: Final = {
    P.NATIONAL,
    P.PROVINCE_COORDINATOR,
    P.REGENCY_COORDINATOR,
    P.DATA_ADMINISTRATOR,
    P.SUPERVISOR,
    P.DINSOS,
    P.FACILITATOR,
    P.AUDITOR,
    P.CONTACT_CENTRE,
}
