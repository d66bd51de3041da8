package tidings.device.mqtt;

/// What a device wants that publishes to a topic.
sealed interface Command {

    /// It reports.
    record Telemetry() implements Command {}

    /// Nothing that is known here.
    record Unknown() implements Command {}

    Command TELEMETRY = new Telemetry();
    Command UNKNOWN = new Unknown();

    /// The command of a topic.
    ///
    /// @throws tidings.device.json.BadPayloadException if a number in the topic is none
    static Command of(String topic) {
        return switch (topic) {
            case "v1/devices/me/telemetry", "v2/t", "v2/t/j" -> TELEMETRY;
            default -> UNKNOWN;
        };
    }
}
