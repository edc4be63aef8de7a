"""What a page of this desk sets going: words of somebody, and the errand that follows, both or neither."""

from datetime import date
from typing import Any

from django.db import transaction

from harapan.commitments import attachments
from harapan.commitments.models import Claim, ClaimFinding
from harapan.operations import errands
from harapan.places.models import Facility
from harapan.staff.models import Staff


@transaction.atomic
def tell_claim(facility: Facility, *, today: date, by: Staff, **told: Any) -> Claim:
    """Somebody is with this facility; the worker finds out whom that means."""
    made = attachments.claim(facility, **told, today=today, by=by)
    if made.by == by.pk:
        errands.ask("claim.look", f"claim:{made.pk}", by=by, area=facility.village, claim=made.pk)
    return made


@transaction.atomic
def rule_on(found: ClaimFinding, *, accepted: bool, because: str, by: Staff) -> None:
    """Decide about a claim, and have it carried out."""
    attachments.rule(found.claim, accepted=accepted, because=because, by=by)
    carry_out_again(found, by=by)


@transaction.atomic
def carry_out_again(found: ClaimFinding, *, by: Staff) -> None:
    """What was decided and could not be done is tried again."""
    errands.ask(
        "claim.settle",
        f"claim:{found.claim_id}",
        by=by,
        area=found.village,
        facilitator=found.facilitator,
        claim=found.claim_id,
    )
