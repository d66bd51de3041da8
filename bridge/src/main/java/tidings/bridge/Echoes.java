package tidings.bridge;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tidings.mqtt.Bytes;
import tidings.mqtt.Message;
import tidings.mqtt.TopicName;

/// What was sent to a broker that sends a client its own messages as well, since MQTT 3.x has no No Local, and not every
/// broker knows bridges. Each message is
/// expected back once, for a while: another one like it, of somebody else, is as good in its place.
///
/// Any thread may call.
final class Echoes {

    private static final int MOST = 10_000;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Map<Echo, Expected> expected = new LinkedHashMap<>();

    private record Echo(TopicName topic, Bytes payload) {}

    private record Expected(int count, long until) {}

    /// A message was sent, and will come back.
    synchronized void expect(Message message, long now) {
        Echo echo = new Echo(message.topic(), message.payload());
        Expected before = expected.remove(echo); // and put back at the end: the one that is patient longest
        int count = before == null || isOver(before, now) ? 1 : before.count + 1;
        expected.put(echo, new Expected(count, now + PATIENCE_NANOS));
        while (expected.size() > MOST || isOver(expected.values().iterator().next(), now)) {
            expected.remove(expected.keySet().iterator().next());
        }
    }

    /// Whether a message that came is one that was sent. It is expected no more.
    synchronized boolean isOne(Message message, long now) {
        Echo echo = new Echo(message.topic(), message.payload());
        Expected found = expected.remove(echo);
        if (found == null || isOver(found, now)) {
            return false;
        }
        if (found.count > 1) {
            expected.put(echo, new Expected(found.count - 1, found.until));
        }
        return true;
    }

    private static boolean isOver(Expected one, long now) {
        return now - one.until >= 0;
    }
}
