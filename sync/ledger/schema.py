"""The ledger's schema: one migration per version, each a list of statements, never changed once released.

`PRAGMA user_version` holds the number of migrations applied.
"""

_TRIGGER = """CREATE TRIGGER {table}_{name} AFTER {what} ON {table} {when}
    BEGIN DELETE FROM calm; END"""


def _forgets_calm(*tables: str, update: str = "UPDATE", when: str = "") -> tuple[str, ...]:
    """Triggers by which every change of these tables ends the calm."""
    return tuple(
        _TRIGGER.format(table=table, name=what.split()[0].lower(), what=what, when=when.format(row=row))
        for table in tables
        for what, row in (("INSERT", "NEW"), (update, "NEW"), ("DELETE", "OLD"))
    )


MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        # what holds for the account as a whole
        "CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        # what the account offers, and how far each calendar was read
        """CREATE TABLE calendar (
            id TEXT PRIMARY KEY, name TEXT NOT NULL, writable INTEGER NOT NULL, position INTEGER NOT NULL,
            token TEXT NOT NULL DEFAULT '', whole_at INTEGER NOT NULL DEFAULT 0
        ) WITHOUT ROWID""",
        # the mirror: stored objects, and their occurrences, of which `body` holds those that were read whole
        """CREATE TABLE item (
            calendar TEXT NOT NULL, href TEXT NOT NULL, etag TEXT NOT NULL, problem TEXT NOT NULL,
            PRIMARY KEY (calendar, href)
        ) WITHOUT ROWID""",
        """CREATE TABLE event (
            calendar TEXT NOT NULL, href TEXT NOT NULL, uid TEXT NOT NULL, occurrence TEXT NOT NULL,
            starts INTEGER NOT NULL, ends INTEGER NOT NULL, busy INTEGER NOT NULL, marked INTEGER NOT NULL, body BLOB,
            PRIMARY KEY (calendar, href, uid, occurrence)
        ) WITHOUT ROWID""",
        "CREATE INDEX event_uid ON event (uid, occurrence)",
        "CREATE INDEX event_whole ON event (calendar) WHERE body IS NOT NULL",
        "CREATE INDEX event_marked ON event (calendar) WHERE marked",
        "CREATE INDEX event_busy ON event (starts) WHERE busy",
        # follow-ups that do not stand; `state` is reconcile.State
        """CREATE TABLE memory (
            uid TEXT NOT NULL, occurrence TEXT NOT NULL, step TEXT NOT NULL, slot TEXT NOT NULL,
            state TEXT NOT NULL, generation INTEGER NOT NULL, at TEXT NOT NULL, marks TEXT NOT NULL,
            title TEXT NOT NULL,
            PRIMARY KEY (uid, occurrence, step, slot)
        ) WITHOUT ROWID""",
        # keys of ours that are gone, and of which nobody knows which follow-up they were
        "CREATE TABLE buried (key TEXT PRIMARY KEY) WITHOUT ROWID",
        # interviews seen: their calendar, what a note was attached to, since when an outcome stands
        """CREATE TABLE interview (
            uid TEXT NOT NULL, occurrence TEXT NOT NULL, calendar TEXT NOT NULL,
            attached_uid TEXT NOT NULL, attached_occurrence TEXT NOT NULL, note TEXT NOT NULL,
            outcome TEXT NOT NULL, outcome_on TEXT NOT NULL,
            PRIMARY KEY (uid, occurrence)
        ) WITHOUT ROWID""",
    ),
    (
        # what was rewritten lately, and towards which plan: two programs that fight notice it by that
        "CREATE TABLE rewrite (key TEXT NOT NULL, aim TEXT NOT NULL, field TEXT NOT NULL, at INTEGER NOT NULL)",
        "CREATE INDEX rewrite_key ON rewrite (key)",
    ),
    (
        # what the person answered on the follow-ups of an interview
        """CREATE TABLE answer (
            uid TEXT NOT NULL, occurrence TEXT NOT NULL, fact TEXT NOT NULL, text TEXT NOT NULL,
            instead_of TEXT NOT NULL,
            PRIMARY KEY (uid, occurrence, fact)
        ) WITHOUT ROWID""",
    ),
    (
        # what an interview was, for when its event is gone and another one may be its new time
        "ALTER TABLE interview ADD COLUMN title TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE interview ADD COLUMN starts TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE interview ADD COLUMN company TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE interview ADD COLUMN organizer TEXT NOT NULL DEFAULT ''",
    ),
    (
        # a cycle that found nothing to do; whatever changes is to be decided on, and ends it
        "CREATE TABLE calm (one INTEGER PRIMARY KEY CHECK (one = 1), told TEXT NOT NULL)",
        *_forgets_calm("item", "event", "memory", "buried", "interview", "rewrite", "answer"),
        *_forgets_calm("calendar", update="UPDATE OF id, name, writable, position"),
        *_forgets_calm("fact", when="WHEN {row}.name NOT IN ('last', 'told')"),
    ),
)
