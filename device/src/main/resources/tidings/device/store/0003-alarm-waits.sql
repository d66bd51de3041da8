-- Since when a rule's values have been beyond its threshold, where it waits before it raises an alarm.

CREATE TABLE alarm_wait (
    rule TEXT NOT NULL REFERENCES alarm_rule (id) ON DELETE CASCADE,
    device INTEGER NOT NULL REFERENCES device (no) ON DELETE CASCADE,
    since INTEGER NOT NULL, -- by the value's own time
    since_here INTEGER NOT NULL, -- by the server's time
    value ANY NOT NULL,
    PRIMARY KEY (rule, device)
) STRICT, WITHOUT ROWID;
CREATE INDEX alarm_wait_by_device ON alarm_wait (device);
