"""What is remembered of follow-ups that do not stand as they were written."""

from typing import Literal

State = Literal["deleted", "vanished", "removing", "removed", "making", "restored", "back"]
"""What is remembered of a follow-up that no longer stands: the person deleted it; it is gone and nobody has decided
yet what that means; we are deleting it; we deleted it; we are making it again; the person wants it back. Or it stands
again though we had removed it, with all that it carried then: its receipt tells nothing until it is renewed."""
