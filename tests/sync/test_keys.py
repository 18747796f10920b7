import re

from hypothesis import given
from hypothesis import strategies as st

from planner.values import Source
from sync.keys import Identity, key

identities = st.builds(
    Identity, source=st.builds(Source, uid=st.text(), recurrence_id=st.text()), step=st.text(), slot=st.text()
)


@given(identities, st.integers(0, 9))
def test_a_key_is_valid_as_google_id_uid_and_file_name(identity: Identity, generation: int) -> None:
    assert re.fullmatch(r"[a-v0-9]{52}", key(identity, generation))


@given(identities, identities, st.integers(0, 3), st.integers(0, 3))
def test_keys_are_equal_only_for_the_same_follow_up_and_generation(
    one: Identity, other: Identity, first: int, second: int
) -> None:
    same = (one, first) == (other, second)
    assert (key(one, first) == key(other, second)) == same


def test_a_key_never_changes_between_versions_of_the_program() -> None:
    identity = Identity(source=Source(uid="abc@example.org"), step="more.48h.email", slot="0")
    assert key(identity) == "rrc47qmic701v0d6pbbi9rv6vpc37f7ko323est03brgmughafk0"
