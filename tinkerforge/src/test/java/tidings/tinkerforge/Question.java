package tidings.tinkerforge;

import java.nio.charset.StandardCharsets;

/// A message to a gateway.
///
/// @param topic without the prefix
/// @param allowed how the answer may differ from that of tinkerforge_mqtt
record Question(String topic, byte[] payload, Deviation allowed) {

    /// What is known to be different, for the better.
    enum Deviation {
        /// Nothing: the answers are equal.
        NONE,
        /// tinkerforge_mqtt says nothing, or the same.
        SILENCE,
        /// tinkerforge_mqtt refuses what is sensible, or takes what is not.
        ANYTHING
    }

    Question(String topic, String payload, Deviation allowed) {
        this(topic, payload.getBytes(StandardCharsets.UTF_8), allowed);
    }

    Question(String topic, String payload) {
        this(topic, payload, Deviation.NONE);
    }

    Question under(String suffix) {
        return new Question(topic + "/" + suffix, payload, allowed);
    }

    /// Where the answer comes.
    String answer() {
        return topic.startsWith("request/")
                ? "response/" + topic.substring("request/".length())
                : "callback/" + topic.substring(topic.indexOf('/') + 1);
    }
}
