"""The ledger's schema: one step per version, applied in order and never changed once released.

`PRAGMA user_version` holds the number of steps applied.
"""

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE fact (                 -- of the account as a whole
        name TEXT PRIMARY KEY, value TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE calendar (             -- what the account offers, and how far each was read
        id TEXT PRIMARY KEY, name TEXT NOT NULL, writable INTEGER NOT NULL, position INTEGER NOT NULL,
        token TEXT NOT NULL DEFAULT '', whole_at INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID;
    CREATE TABLE item (                 -- the mirror: stored objects ...
        calendar TEXT NOT NULL, href TEXT NOT NULL, etag TEXT NOT NULL, problem TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (calendar, href)
    ) WITHOUT ROWID;
    CREATE TABLE event (                -- ... and their occurrences; `body` only for what was read whole
        calendar TEXT NOT NULL, href TEXT NOT NULL, uid TEXT NOT NULL, occurrence TEXT NOT NULL,
        starts INTEGER NOT NULL, ends INTEGER NOT NULL, busy INTEGER NOT NULL, marked INTEGER NOT NULL, body BLOB,
        PRIMARY KEY (calendar, href, uid, occurrence)
    ) WITHOUT ROWID;
    CREATE INDEX event_uid ON event (uid);
    CREATE INDEX event_whole ON event (calendar) WHERE body IS NOT NULL;
    CREATE INDEX event_marked ON event (calendar) WHERE marked;
    CREATE INDEX event_busy ON event (starts) WHERE busy;
    CREATE TABLE memory (               -- follow-ups that do not stand: reconcile.State
        uid TEXT NOT NULL, occurrence TEXT NOT NULL, step TEXT NOT NULL, slot TEXT NOT NULL,
        state TEXT NOT NULL, generation INTEGER NOT NULL, at TEXT NOT NULL, marks TEXT NOT NULL, title TEXT NOT NULL,
        PRIMARY KEY (uid, occurrence, step, slot)
    ) WITHOUT ROWID;
    CREATE TABLE interview (            -- interviews seen, and the calendar they were last read in
        uid TEXT NOT NULL, occurrence TEXT NOT NULL, calendar TEXT NOT NULL,
        attached_uid TEXT NOT NULL, attached_occurrence TEXT NOT NULL, note TEXT NOT NULL,
        PRIMARY KEY (uid, occurrence)
    ) WITHOUT ROWID;
    """,
)
