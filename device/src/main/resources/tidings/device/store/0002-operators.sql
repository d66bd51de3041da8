-- What people who run a fleet need: keys for their scripts, alarms, sinks, and who did what.

CREATE TABLE api_key (
    id TEXT PRIMARY KEY,
    created INTEGER NOT NULL,
    user TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    hash TEXT NOT NULL UNIQUE, -- SHA-256 of the key: it is long and random, so a slow hash would add nothing
    description TEXT,
    enabled INTEGER NOT NULL,
    expires INTEGER NOT NULL -- 0 for never
) STRICT;
CREATE INDEX api_key_by_user ON api_key (user);

ALTER TABLE user ADD COLUMN enabled INTEGER NOT NULL DEFAULT 1;
-- Grows when the password changes: tokens carry it, and those of before are worth nothing.
ALTER TABLE user ADD COLUMN logins INTEGER NOT NULL DEFAULT 0;

CREATE TABLE audit_log (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    created INTEGER NOT NULL,
    user TEXT NOT NULL,
    user_name TEXT NOT NULL,
    entity_type TEXT,
    entity TEXT,
    entity_name TEXT,
    action TEXT NOT NULL,
    data TEXT NOT NULL,
    failure TEXT -- null where it went well
) STRICT;
CREATE INDEX audit_log_by_time ON audit_log (created);
CREATE INDEX audit_log_by_entity ON audit_log (entity, no);

CREATE TABLE alarm_rule (
    id TEXT PRIMARY KEY,
    created INTEGER NOT NULL,
    name TEXT NOT NULL,
    key TEXT NOT NULL,
    operation TEXT NOT NULL,
    value ANY NOT NULL,
    hysteresis REAL NOT NULL,
    duration INTEGER NOT NULL,
    severity TEXT NOT NULL,
    profile TEXT REFERENCES profile (id) ON DELETE CASCADE, -- both null: for all devices
    device INTEGER REFERENCES device (no) ON DELETE CASCADE,
    enabled INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT;
CREATE INDEX alarm_rule_by_device ON alarm_rule (device) WHERE device IS NOT NULL;

CREATE TABLE alarm (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    device INTEGER NOT NULL REFERENCES device (no) ON DELETE CASCADE,
    rule TEXT, -- null where people or scripts raised it
    type TEXT NOT NULL,
    severity TEXT NOT NULL,
    created INTEGER NOT NULL,
    started INTEGER NOT NULL,
    ended INTEGER NOT NULL, -- the last time that it was so
    acknowledged INTEGER NOT NULL, -- 0 for not yet
    cleared INTEGER NOT NULL, -- 0 for not yet
    details TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX alarm_open ON alarm (device, type) WHERE cleared = 0;
CREATE INDEX alarm_by_device ON alarm (device, no);

CREATE TABLE sink (
    id TEXT PRIMARY KEY,
    created INTEGER NOT NULL,
    name TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    enabled INTEGER NOT NULL,
    kinds TEXT NOT NULL, -- a JSON array
    configuration TEXT NOT NULL,
    delivered INTEGER NOT NULL, -- the last event that it has dealt with
    version INTEGER NOT NULL
) STRICT;

-- What sinks are to be told, until all of them were.
CREATE TABLE event (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    ts INTEGER NOT NULL,
    device INTEGER NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    source TEXT -- who the device was, written when it is deleted
) STRICT;
