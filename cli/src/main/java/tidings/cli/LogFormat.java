package tidings.cli;

/// How lines of the log look.
enum LogFormat {
    /// `2026-11-21T03:20:44.081+01:00 INFO  ConnectionHandler  client="a" ip=... refused: ...`
    TEXT,
    /// An object in each line.
    JSON,
    /// For systemd, which knows the time: `<6>ConnectionHandler client="a" ip=... refused: ...`
    JOURNALD
}
