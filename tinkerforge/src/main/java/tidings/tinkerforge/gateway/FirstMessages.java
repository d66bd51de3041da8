package tidings.tinkerforge.gateway;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tidings.tinkerforge.json.JsonException;
import tidings.tinkerforge.json.JsonReader;
import tidings.tinkerforge.json.JsonReader.Member;
import tidings.tinkerforge.json.JsonWriter;

/// Messages that are handled at the start, as if they had come from the broker.
///
/// They are the members of a JSON object, topic and payload, or a list of such pairs. Members called `pre_connect` and
/// `post_connect` hold messages for before and after the connection to the Brick Daemon.
///
/// @param before the connection to the Brick Daemon is made
/// @param after it is made
public record FirstMessages(List<First> before, List<First> after) {

    public static final FirstMessages NONE = new FirstMessages(List.of(), List.of());

    private static final String PRE_CONNECT = "pre_connect";
    private static final String POST_CONNECT = "post_connect";

    /// One message.
    public record First(String topic, String payload) {

        /// What is wrong with the topic, or null: known only when its turn comes.
        public @Nullable String mistake() {
            if (topic.isEmpty()) {
                return "Empty topic name is not allowed. (MQTT-4.7.3-1)";
            }
            for (String wildcard : List.of("#", "+")) {
                if (topic.contains(wildcard)) {
                    return "Topic '%s' contains the wildcard character '%s'. (MQTT-4.7.1-1)".formatted(topic, wildcard);
                }
            }
            return topic.startsWith("$")
                    ? "Topic '" + topic + "' starts with the reserved character '$'. (MQTT-4.7.2-1)"
                    : null;
        }
    }

    /// Reads the text of a file.
    ///
    /// @throws JsonException if it is no JSON
    /// @throws IllegalArgumentException if it is other JSON; the message says what
    public static FirstMessages read(String text) {
        List<Member> members = members(JsonReader.readMembers(text, Set.of(PRE_CONNECT, POST_CONNECT)));
        List<Member> before = inside(PRE_CONNECT, members);
        List<Member> after = inside(POST_CONNECT, members);
        return new FirstMessages(messages(before), messages(after.isEmpty() ? members : after));
    }

    private static List<Member> inside(String name, List<Member> members) {
        List<Member> inside = new ArrayList<>();
        for (Member member : members) {
            if (member.name().equals(name)) {
                inside.addAll(members(member.value()));
            }
        }
        return inside;
    }

    private static List<Member> members(@Nullable Object value) {
        List<Member> members = new ArrayList<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, payload) -> members.add(new Member(String.valueOf(name), payload)));
            return members;
        }
        if (!(value instanceof List<?> items)) {
            throw new IllegalArgumentException("Expected an object, or a list of pairs of topic and payload");
        }
        for (Object item : items) {
            if (item instanceof Member member) {
                members.add(member);
            } else if (item instanceof List<?> pair && pair.size() == 2 && pair.get(0) instanceof String topic) {
                members.add(new Member(topic, pair.get(1)));
            } else {
                throw new IllegalArgumentException("Expected a pair of topic and payload");
            }
        }
        return members;
    }

    /// A list of pairs is understood as an object here, too.
    private static Map<String, @Nullable Object> object(List<?> pairs, String topic) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (Object item : pairs) {
            if (item instanceof List<?> pair && pair.size() == 2 && pair.get(0) instanceof String name) {
                object.put(name, pair.get(1));
            } else {
                throw new IllegalArgumentException("The payload of " + topic + " is a list");
            }
        }
        return object;
    }

    private static List<First> messages(List<Member> members) {
        List<First> messages = new ArrayList<>();
        for (Member member : members) {
            Object payload = member.value();
            boolean isGroup = member.name().equals(PRE_CONNECT) || member.name().equals(POST_CONNECT);
            if (!isGroup && payload instanceof List<?> list) {
                payload = object(list, member.name());
            }
            messages.add(new First(member.name(), isGroup ? "" : JsonWriter.write(payload)));
        }
        return List.copyOf(messages);
    }
}
