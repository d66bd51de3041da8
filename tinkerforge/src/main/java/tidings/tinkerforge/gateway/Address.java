package tidings.tinkerforge.gateway;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a topic says: `PREFIX OPERATION/DEVICE/UID/FUNCTION[/SUFFIX]`, without UID where the device is `ip_connection` or
/// `bindings`.
///
/// @param uid as it was written; empty where there is none
/// @param function or callback
/// @param answer the topic of answers
record Address(String operation, String device, String uid, String function, String answer) {

    static final String IP_CONNECTION = "ip_connection";
    static final String BINDINGS = "bindings";
    static final String REQUEST = "request";
    static final String REGISTER = "register";
    static final String CALLBACK = "callback";

    private static final List<String> WITHOUT_UID = List.of(IP_CONNECTION, BINDINGS);
    private static final String RESPONSE = "response";

    /// Reads a topic.
    ///
    /// @param prefix how many characters of it are prefix, the last one a slash; whether they are is not looked at
    /// @return null if levels are missing
    static @Nullable Address of(String topic, int prefix) {
        int start = Math.min(prefix, topic.length());
        int device = after(topic, start);
        int third = after(topic, device);
        if (third < 0) {
            return null;
        }
        String operation = topic.substring(start, device - 1);
        String name = topic.substring(device, third - 1);
        boolean hasUid = !WITHOUT_UID.contains(name);
        int function = hasUid ? after(topic, third) : third;
        if (function < 0) {
            return null;
        }
        int end = topic.indexOf('/', function);
        return new Address(
                operation, name, hasUid ? topic.substring(third, function - 1) : "",
                topic.substring(function, end < 0 ? topic.length() : end),
                (start == 0 ? "" : topic.substring(0, start - 1) + "/")
                        + (operation.equals(REQUEST) ? RESPONSE : CALLBACK)
                        + topic.substring(device - 1));
    }

    /// Where the level after the next slash begins, or -1.
    private static int after(String topic, int from) {
        int slash = from < 0 ? -1 : topic.indexOf('/', from);
        return slash < 0 ? -1 : slash + 1;
    }
}
