package tidings.device.mqtt;

import tidings.device.json.BadPayloadException;

/// What a device wants that publishes to a topic.
sealed interface Command {

    /// It reports.
    record Telemetry() implements Command {}

    /// It says something of itself.
    record PublishAttributes() implements Command {}

    /// It asks for attributes.
    ///
    /// @param answers what the topics of answers begin with
    record RequestAttributes(int id, String answers) implements Command {}

    /// It answers a request of ours.
    record AnswerRpc(int id) implements Command {}

    /// It asks the server to do something.
    ///
    /// @param answers what the topics of answers begin with
    record CallServer(int id, String answers) implements Command {}

    /// Nothing that is known here.
    record Unknown() implements Command {}

    Command TELEMETRY = new Telemetry();
    Command PUBLISH_ATTRIBUTES = new PublishAttributes();
    Command UNKNOWN = new Unknown();

    /// The command of a topic. Short topics are the long ones in fewer letters (DEVICE_API 11).
    ///
    /// @throws BadPayloadException if a number in the topic is none, or what the topic stands for is not spoken here
    static Command of(String topic) {
        return switch (topic) {
            case "v1/devices/me/telemetry", "v2/t", "v2/t/j" -> TELEMETRY;
            case "v1/devices/me/attributes", "v2/a", "v2/a/j" -> PUBLISH_ATTRIBUTES;
            case "v2/t/p", "v2/a/p" -> throw new BadPayloadException("Protobuf is not spoken here; send JSON");
            default -> numbered(topic);
        };
    }

    private static Command numbered(String topic) {
        int slash = topic.lastIndexOf('/');
        String before = topic.substring(0, slash + 1);
        return switch (before) {
            case "v1/devices/me/attributes/request/" -> new RequestAttributes(
                    id(topic, slash), "v1/devices/me/attributes/response/");
            case "v2/a/req/" -> new RequestAttributes(id(topic, slash), "v2/a/res/");
            case "v2/a/req/j/" -> new RequestAttributes(id(topic, slash), "v2/a/res/j/");
            case "v1/devices/me/rpc/response/", "v2/r/res/", "v2/r/res/j/" -> new AnswerRpc(id(topic, slash));
            case "v1/devices/me/rpc/request/" -> new CallServer(id(topic, slash), "v1/devices/me/rpc/response/");
            case "v2/r/req/" -> new CallServer(id(topic, slash), "v2/r/res/");
            case "v2/r/req/j/" -> new CallServer(id(topic, slash), "v2/r/res/j/");
            default -> UNKNOWN;
        };
    }

    private static int id(String topic, int slash) {
        String number = topic.substring(slash + 1);
        try {
            return Integer.parseInt(number);
        } catch (NumberFormatException e) {
            throw new BadPayloadException("A request id is a whole number of 32 bits");
        }
    }
}
