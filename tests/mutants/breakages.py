"""The list of breakages: for each what it breaks, where, and the tests that must notice.

A breakage replaces one piece of text, which stands exactly once in its file (a test holds that), by another.
"""

from dataclasses import dataclass

ENGINE = ("tests/sync",)
CALDAV = ("tests/providers/test_caldav_writing.py", "tests/dav/test_server_contract.py")
GOOGLE = ("tests/providers/test_google_writing.py", "tests/providers/test_google_contract.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakage:
    """One deliberate mistake. `tests` are paths for pytest."""

    name: str
    file: str
    before: str
    after: str
    tests: tuple[str, ...] = ENGINE


BREAKAGES = (
    Breakage(
        name="ids are random",
        file="sync/keys.py",
        before='    digest = hashlib.sha256("\\0".join(parts).encode("utf-8", "surrogatepass")).digest()\n',
        after='    digest = hashlib.sha256(__import__("os").urandom(8) + "".join(parts).encode()).digest()\n',
    ),
    Breakage(
        name="generation not advanced",
        file="sync/reconcile.py",
        before="generation = remembered.generation + burns_ids if remembered else 0",
        after="generation = remembered.generation if remembered else 0",
    ),
    Breakage(
        name="no If-None-Match",
        file="providers/caldav/writing.py",
        before='_CALENDAR | {"If-None-Match": "*"}',
        after="_CALENDAR",
        tests=CALDAV,
    ),
    Breakage(
        name="no look before a creation",
        file="providers/caldav/writing.py",
        before="    if standing.status == 200:\n        raise Exists",
        after="    if standing.status == 299:\n        raise Exists",
        tests=CALDAV,
    ),
    Breakage(
        name="a look ahead is believed for ever",
        file="providers/caldav/provider.py",
        before="looked = self._clock() < self._absent.pop",
        after="looked = 0 < self._absent.pop",
        tests=CALDAV,
    ),
    Breakage(
        name="what the server is silent about does not stand",
        file="providers/caldav/objects.py",
        before="if href in found and found[href].gone)",
        after="if href not in found or found[href].gone)",
        tests=CALDAV,
    ),
    Breakage(
        name="no If-Match",
        file="providers/caldav/writing.py",
        before='return {} if etag.startswith("W/") else {"If-Match": etag}',
        after="return {}",
        tests=CALDAV,
    ),
    Breakage(
        name="no look before a change",
        file="providers/caldav/writing.py",
        before="    if not etag or answer.etag != etag:\n",
        after="    if not etag:\n",
        tests=CALDAV,
    ),
    Breakage(
        name="Google: no If-Match",
        file="providers/google/provider.py",
        before='if_match=str(resource.get("etag") or ""),',
        after='if_match="",',
        tests=GOOGLE,
    ),
    Breakage(
        name="token stored before its work list",
        file="sync/mirroring.py",
        before="        absent = self._absent(calendar, changes)\n",
        after="        ledger.set_progress(calendar, changes.token, self.now)\n"
        "        absent = self._absent(calendar, changes)\n",
    ),
    Breakage(
        name="deletion inferred from absence",
        file="sync/mirroring.py",
        before="            if not self.ledger.whole_events([calendar], href):\n",
        after="            if True:\n",
    ),
    Breakage(
        name="of what is read anew only what is new counts",
        file="sync/gather.py",
        before="if changes.items or changes.removed or changes.full:",
        after="if changes.items or changes.removed:",
    ),
    Breakage(
        name="a refused deletion stays announced",
        file="sync/apply.py",
        before="            self._recall(standing.identity, before)\n            raise\n",
        after="            raise\n",
    ),
    Breakage(
        name="a creation that was not begun stays announced",
        file="sync/apply.py",
        before="        self._take_back(announced & ",
        after="        frozenset(announced & ",
    ),
    Breakage(
        name="creations go on after one went wrong",
        file="sync/creating.py",
        before="if enough.is_set() or self.stopping():\n",
        after="if self.stopping():\n",
    ),
    Breakage(
        name="an alarm's lines count as the event's",
        file="providers/ics/bare.py",
        before="        elif not inside:\n",
        after="        else:\n",
        tests=("tests/providers/test_ics_bare.py",),
    ),
    Breakage(
        name="a vanished follow-up is not remembered",
        file="sync/mirroring.py",
        before="                if item.identity not in memory or memory",
        after="                if item.identity in memory and memory",
    ),
    Breakage(
        name="no daily full reading",
        file="sync/gather.py",
        before="if whole or self.now - whole_at >= WHOLE_EVERY or self.now < whole_at:",
        after="if whole:",
    ),
    Breakage(
        name="base hash not updated",
        file="sync/fields.py",
        before="return Merge(fields=result, base=_encode(merged), kept=kept)",
        after="return Merge(fields=result, base=base, kept=kept)",
    ),
    Breakage(
        name="an edit counts as ours",
        file="sync/fields.py",
        before="entries.get(name, _UNKNOWN) if name in as_found else _Entry(_digest(name, planned))",
        after="_Entry(_digest(name, result))",
    ),
    Breakage(
        name="any change by the server is settled",
        file="sync/fields.py",
        before="        if _lost_only(name, written, found):\n",
        after="        if found:\n",
    ),
    Breakage(
        name="a lost answer to a creation is not read back",
        file="sync/creating.py",
        before="            except Unreachable:\n                try:\n",
        after="            except Unreachable:\n                raise\n                try:\n",
    ),
    Breakage(
        name="a lost answer to a change is not read back",
        file="sync/apply.py",
        before="        except (Changed, Missing, Unreachable) as error:\n            self._read_back(standing)\n",
        after="        except (Changed, Missing, Unreachable) as error:\n",
    ),
    Breakage(
        name="our own deletion is not announced",
        file="sync/apply.py",
        before='            self._remember(standing, "removing")\n',
        after="            pass\n",
    ),
    Breakage(
        name="receipts are written first",
        file="sync/apply.py",
        before="    named = [action for action in creations if not receipts.carries_one(action.draft)]\n",
        after="    named = [action for action in creations if receipts.carries_one(action.draft)]\n"
        "    creations = [*named, *(action for action in creations if action not in named)]\n",
    ),
    Breakage(
        name="a receipt names what could not be made",
        file="sync/apply.py",
        before="        honest = replace(action, draft=receipts.without(action.draft, unmade))\n",
        after="        honest = action\n",
    ),
    Breakage(
        name="a receipt names what we removed",
        file="sync/receipts.py",
        before="if i not in unmade | {carrier}",
        after="if i != carrier",
    ),
    Breakage(
        name="receipts are not believed",
        file="sync/vanished.py",
        before="    return {i for i in missing & told.keys() if i not in memory ",
        after="    return {i for i in missing & told.keys() if i in memory ",
    ),
    Breakage(
        name="what was deleted comes back",
        file="sync/reconcile.py",
        before='return None if state in ("deleted", "vanished") or not possible else generation',
        after="return None if not possible else generation",
    ),
    Breakage(
        name="the past is deleted",
        file="sync/reconcile.py",
        before='    if standing.frozen or is_past(standing, now):\n        return ""\n',
        after='    if standing.frozen:\n        return ""\n',
    ),
    Breakage(
        name="edited follow-ups are deleted",
        file="sync/reconcile.py",
        before='    if "void" not in marks and not standing.touched:\n',
        after='    if "void" not in marks:\n',
    ),
    Breakage(
        name="no breaker",
        file="sync/reconcile.py",
        before="    return frozenset(gone) if too_many else frozenset()\n",
        after="    return frozenset(gone) if too_many and not gone else frozenset()\n",
    ),
    Breakage(
        name="no truce",
        file="sync/reconcile.py",
        before="TRUCE_AFTER = 2\n",
        after="TRUCE_AFTER = 2000\n",
    ),
    Breakage(
        name="a copy of ours is ours",
        file="sync/observe.py",
        before='not marks.get("key") or marks["key"] != event.source.uid:',
        after='not marks.get("key"):',
    ),
    Breakage(
        name="an unread calendar proves absence",
        file="sync/reconcile.py",
        before="    if not evidence.whole or source in evidence.unread:\n",
        after="    if source in evidence.unread:\n",
    ),
    Breakage(
        name="a newer version's event is rewritten",
        file="sync/standing.py",
        before="return self.unreadable or not 0 < version <= VERSION",
        after="return self.unreadable or not 0 < version",
    ),
    Breakage(
        name="an update writes all fields",
        file="providers/ics/patching.py",
        before="properties_now = [*_times(inside, draft, changing), *_texts(draft, changing), ",
        after="properties_now = [*_times(inside, draft, changing), *_texts(draft, frozenset(FIELDS)), ",
        tests=("tests/providers/test_ics_writing.py", "tests/sync"),
    ),
    Breakage(
        name="an unaccepted invitation tags itself",
        file="planner/recognise.py",
        before="    if void or tag.by_hand or not _unaccepted(event, preferences):\n",
        after="    if True:\n",
        tests=("tests/planner", "tests/service/test_promises.py"),
    ),
    Breakage(
        name="what is done goes with its interview",
        file="sync/reconcile.py",
        before='    return observed.said == "done" or observed.start < now\n',
        after="    return observed.start < now\n",
    ),
    Breakage(
        name="a mark of the person's is lost with the next change",
        file="sync/reconcile.py",
        before="    return replace(draft, title=standing.titled(fields.title))\n",
        after="    return draft\n",
    ),
    Breakage(
        name="an answered line stays as it was written",
        file="sync/reconcile.py",
        before="questions.reworded(dict(standing.marks), dict(item.writing.marks))",
        after="{}",
        tests=("tests/service/test_promises.py",),
    ),
)
