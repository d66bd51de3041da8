-- Ids that users see are UUIDs in text. Numbers that never leave this file are integers, never used twice.
-- Times are milliseconds since 1970. Values have SQLite's own types: INTEGER a long, REAL a double, TEXT a string,
-- BLOB JSON in UTF-8, and the BLOBs x'00' and x'01' are false and true. So each value tells its type in no extra byte.

CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE ota_package (
    id TEXT PRIMARY KEY,
    created INTEGER NOT NULL,
    profile TEXT REFERENCES profile (id),
    type TEXT NOT NULL,
    title TEXT NOT NULL,
    version TEXT NOT NULL,
    tag TEXT,
    url TEXT,
    file_name TEXT,
    content_type TEXT,
    checksum_algorithm TEXT,
    checksum TEXT,
    size INTEGER,
    additional_info TEXT,
    UNIQUE (title, version)
) STRICT;

CREATE TABLE profile (
    id TEXT PRIMARY KEY,
    created INTEGER NOT NULL,
    name TEXT NOT NULL UNIQUE,
    is_default INTEGER NOT NULL,
    provision_type TEXT NOT NULL,
    provision_key TEXT UNIQUE,
    provision_secret TEXT,
    firmware TEXT REFERENCES ota_package (id),
    software TEXT REFERENCES ota_package (id),
    description TEXT NOT NULL, -- what else was posted, as JSON
    version INTEGER NOT NULL
) STRICT;

CREATE TABLE customer (
    id TEXT PRIMARY KEY,
    created INTEGER NOT NULL,
    title TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL,
    version INTEGER NOT NULL
) STRICT;

CREATE TABLE user (
    id TEXT PRIMARY KEY,
    created INTEGER NOT NULL,
    email TEXT NOT NULL UNIQUE COLLATE NOCASE,
    authority TEXT NOT NULL,
    customer TEXT REFERENCES customer (id) ON DELETE CASCADE,
    password TEXT,
    activation TEXT UNIQUE,
    first_name TEXT,
    last_name TEXT,
    phone TEXT,
    additional_info TEXT,
    version INTEGER NOT NULL
) STRICT;
CREATE INDEX user_by_customer ON user (customer);

CREATE TABLE device (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    created INTEGER NOT NULL,
    name TEXT NOT NULL UNIQUE,
    label TEXT,
    profile TEXT NOT NULL REFERENCES profile (id),
    customer TEXT REFERENCES customer (id) ON DELETE SET NULL,
    firmware TEXT REFERENCES ota_package (id),
    software TEXT REFERENCES ota_package (id),
    gateway INTEGER NOT NULL,
    additional_info TEXT,
    version INTEGER NOT NULL
) STRICT;
CREATE INDEX device_by_profile ON device (profile);
CREATE INDEX device_by_customer ON device (customer);
CREATE INDEX device_by_firmware ON device (firmware) WHERE firmware IS NOT NULL;
CREATE INDEX device_by_software ON device (software) WHERE software IS NOT NULL;

CREATE TABLE credentials (
    device INTEGER PRIMARY KEY REFERENCES device (no) ON DELETE CASCADE,
    id TEXT NOT NULL,
    created INTEGER NOT NULL,
    type TEXT NOT NULL,
    credentials_id TEXT NOT NULL UNIQUE,
    value TEXT,
    version INTEGER NOT NULL
) STRICT;

CREATE TABLE activity (
    device INTEGER PRIMARY KEY REFERENCES device (no) ON DELETE CASCADE,
    active INTEGER NOT NULL,
    last_connect INTEGER,
    last_disconnect INTEGER,
    last_activity INTEGER,
    inactivity_alarm INTEGER
) STRICT;

CREATE TABLE series (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    device INTEGER NOT NULL REFERENCES device (no),
    key TEXT NOT NULL,
    UNIQUE (device, key)
) STRICT;

-- Series whose points are still to be deleted, little by little.
CREATE TABLE dropped_series (
    no INTEGER PRIMARY KEY
) STRICT;

CREATE TABLE point (
    series INTEGER NOT NULL,
    ts INTEGER NOT NULL,
    value ANY NOT NULL,
    PRIMARY KEY (series, ts)
) STRICT, WITHOUT ROWID;

-- Points as they came, a row for each message, until they are moved to their places above.
CREATE TABLE point_log (
    no INTEGER PRIMARY KEY,
    points BLOB NOT NULL
) STRICT;

CREATE TABLE attribute (
    device INTEGER NOT NULL REFERENCES device (no) ON DELETE CASCADE,
    scope INTEGER NOT NULL,
    key TEXT NOT NULL,
    ts INTEGER NOT NULL,
    value ANY NOT NULL,
    PRIMARY KEY (device, scope, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX attribute_timeout ON attribute (key, device) WHERE key = 'inactivityTimeout' AND scope = 2;

CREATE TABLE rpc (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    device INTEGER NOT NULL REFERENCES device (no) ON DELETE CASCADE,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    one_way INTEGER NOT NULL,
    method TEXT NOT NULL,
    params TEXT NOT NULL,
    retries INTEGER,
    status TEXT NOT NULL,
    response TEXT,
    additional_info TEXT
) STRICT;
CREATE INDEX rpc_by_device ON rpc (device, no);
CREATE INDEX rpc_open ON rpc (expires) WHERE status IN ('QUEUED', 'SENT', 'DELIVERED', 'TIMEOUT');

CREATE TABLE claim (
    device INTEGER PRIMARY KEY REFERENCES device (no) ON DELETE CASCADE,
    secret TEXT NOT NULL,
    expires INTEGER NOT NULL,
    attempts INTEGER NOT NULL
) STRICT;

-- Logins that were ended before their tokens expire.
CREATE TABLE ended_login (
    session TEXT PRIMARY KEY,
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- How far each device is with the package it is to have.
CREATE TABLE ota_update (
    device INTEGER NOT NULL REFERENCES device (no) ON DELETE CASCADE,
    type TEXT NOT NULL,
    package TEXT NOT NULL REFERENCES ota_package (id) ON DELETE CASCADE,
    state TEXT NOT NULL,
    served INTEGER NOT NULL,
    error TEXT,
    changed INTEGER NOT NULL,
    PRIMARY KEY (device, type)
) STRICT, WITHOUT ROWID;
CREATE INDEX ota_update_by_package ON ota_update (package, state);

-- Packages that a part of a profile's devices is to have already. A device belongs to it whose place is below the share.
CREATE TABLE rollout (
    profile TEXT NOT NULL REFERENCES profile (id) ON DELETE CASCADE,
    type TEXT NOT NULL,
    package TEXT NOT NULL REFERENCES ota_package (id),
    percentage INTEGER NOT NULL,
    share INTEGER NOT NULL,
    most_failures INTEGER NOT NULL,
    state TEXT NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (profile, type)
) STRICT, WITHOUT ROWID;
