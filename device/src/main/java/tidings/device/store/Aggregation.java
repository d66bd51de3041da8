package tidings.device.store;

/// How the points of an interval become one, with the names of the REST API.
public enum Aggregation {
    MIN,
    MAX,
    AVG,
    SUM,
    COUNT
}
