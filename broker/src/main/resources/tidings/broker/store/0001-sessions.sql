-- Whether the last process that wrote here said goodbye.
CREATE TABLE stop (orderly INTEGER NOT NULL);
INSERT INTO stop VALUES (1);

-- left_at: milliseconds since 1970, 0 while it is connected. ended: its queue is being cleared away.
CREATE TABLE session (
    key INTEGER PRIMARY KEY,
    client TEXT NOT NULL,
    user_name TEXT,
    expiry INTEGER NOT NULL,
    left_at INTEGER NOT NULL,
    will BLOB,
    will_delay INTEGER NOT NULL,
    ended INTEGER NOT NULL DEFAULT 0);
CREATE INDEX ended_session ON session (key) WHERE ended = 1;

-- options: as in a SUBSCRIBE of MQTT 5.0.
CREATE TABLE subscription (
    session INTEGER NOT NULL,
    filter TEXT NOT NULL,
    options INTEGER NOT NULL,
    identifier INTEGER NOT NULL,
    PRIMARY KEY (session, filter)) WITHOUT ROWID;

-- Packet ids of QoS 2 that came and were not released.
CREATE TABLE received (
    session INTEGER NOT NULL,
    packet_id INTEGER NOT NULL,
    PRIMARY KEY (session, packet_id)) WITHOUT ROWID;

-- Messages that several sessions wait for. body: a PUBLISH of MQTT 5.0. expires: milliseconds since 1970, or null.
CREATE TABLE message (
    id INTEGER PRIMARY KEY,
    refs INTEGER NOT NULL,
    expires INTEGER,
    body BLOB NOT NULL);

-- flags: QoS, and 4 for retain. progress: packet id, and 65536 once it is released. size: of the payload.
-- share: the filter of the shared subscription it came by.
-- Either message, or expires and body.
CREATE TABLE entry (
    session INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    flags INTEGER NOT NULL,
    progress INTEGER NOT NULL,
    size INTEGER NOT NULL,
    identifiers TEXT,
    share TEXT,
    message INTEGER,
    expires INTEGER,
    body BLOB,
    PRIMARY KEY (session, sequence)) WITHOUT ROWID;

CREATE TRIGGER message_is_over AFTER DELETE ON entry WHEN old.message IS NOT NULL BEGIN
    UPDATE message SET refs = refs - 1 WHERE id = old.message;
    DELETE FROM message WHERE id = old.message AND refs <= 0;
END;

CREATE TABLE retained (
    topic TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    expires INTEGER,
    body BLOB NOT NULL);
