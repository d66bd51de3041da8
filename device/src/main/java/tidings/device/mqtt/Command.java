package tidings.device.mqtt;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tidings.device.json.BadPayloadException;
import tidings.device.store.OtaPackage;

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

    /// It offers itself to be claimed.
    record Claim() implements Command {}

    /// It downloads a piece of its firmware or software.
    ///
    /// @param requestId chosen by the device
    /// @param index of the piece, from 0 on
    record Chunk(OtaPackage.Type type, int requestId, int index) implements Command {}

    /// It speaks for the devices behind it.
    record Gateway(Kind kind) implements Command {

        /// What it says of them, by the last level of the topic.
        enum Kind {
            CONNECT,
            DISCONNECT,
            TELEMETRY,
            ATTRIBUTES,
            ATTRIBUTES_REQUEST,
            RPC,
            CLAIM
        }
    }

    /// Nothing that is known here.
    record Unknown() implements Command {}

    Pattern CHUNK = Pattern.compile("v2/(fw|sw)/request/([^/]*)/chunk/([^/]*)");
    Command TELEMETRY = new Telemetry();
    Command PUBLISH_ATTRIBUTES = new PublishAttributes();
    Command CLAIM = new Claim();
    Command UNKNOWN = new Unknown();

    /// The command of a topic. Short topics are the long ones in fewer letters (DEVICE_API 11).
    ///
    /// @throws BadPayloadException if a number in the topic is none, or what the topic stands for is not spoken here
    static Command of(String topic) {
        return switch (topic) {
            case "v1/devices/me/telemetry", "v2/t", "v2/t/j" -> TELEMETRY;
            case "v1/devices/me/attributes", "v2/a", "v2/a/j" -> PUBLISH_ATTRIBUTES;
            case "v1/devices/me/claim" -> CLAIM;
            case "v1/gateway/connect" -> new Gateway(Gateway.Kind.CONNECT);
            case "v1/gateway/disconnect" -> new Gateway(Gateway.Kind.DISCONNECT);
            case "v1/gateway/telemetry" -> new Gateway(Gateway.Kind.TELEMETRY);
            case "v1/gateway/attributes" -> new Gateway(Gateway.Kind.ATTRIBUTES);
            case "v1/gateway/attributes/request" -> new Gateway(Gateway.Kind.ATTRIBUTES_REQUEST);
            case "v1/gateway/rpc" -> new Gateway(Gateway.Kind.RPC);
            case "v1/gateway/claim" -> new Gateway(Gateway.Kind.CLAIM);
            case "v2/t/p", "v2/a/p" -> throw protobuf();
            default -> numbered(topic);
        };
    }

    private static @Nullable Command chunk(String topic) {
        Matcher parts = CHUNK.matcher(topic);
        if (!parts.matches()) {
            return null;
        }
        OtaPackage.Type type = parts.group(1).equals("fw") ? OtaPackage.Type.FIRMWARE : OtaPackage.Type.SOFTWARE;
        return new Chunk(type, unsigned(parts.group(2)), unsigned(parts.group(3)));
    }

    private static int unsigned(String number) {
        if (!number.matches("\\d{1,9}")) {
            throw new BadPayloadException("The number of a request and of a chunk have one to nine digits");
        }
        return Integer.parseInt(number);
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
            case "v2/a/req/p/", "v2/r/req/p/", "v2/r/res/p/" -> throw protobuf();
            default -> Objects.requireNonNullElse(chunk(topic), UNKNOWN);
        };
    }

    private static BadPayloadException protobuf() {
        return new BadPayloadException("Protobuf is not spoken here; send JSON to the topic without /p");
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
