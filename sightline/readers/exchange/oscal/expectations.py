"""What the records should show of claims: none waits for a decision."""

from sightline.kernel.expectations import Expectation, expect

from .models import Claim, ClaimState

expect(
    Expectation(
        name="claims_of_suppliers_decided",
        sentence="Every claim of a supplier is confirmed or not accepted, with what was checked",
        serves=("iso42001:A.10.3",),
        population=Claim.objects.current,
        conforming=lambda rows: rows.exclude(state=ClaimState.PROPOSED),
        why="Nobody has decided on it",
        mend="confirm_claim",
    )
)
