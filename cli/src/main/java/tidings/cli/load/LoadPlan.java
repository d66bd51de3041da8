package tidings.cli.load;

import java.time.Duration;
import tidings.mqtt.Qos;

/// What is to be done to a server.
///
/// @param mode who does what
/// @param clients how many, 1 or more
/// @param connectInterval the time between two of them; zero for as fast as the server lets them in
/// @param rate messages a second, of all clients together; 0 for as many as the server takes
/// @param inFlight messages of a client that wait for their acknowledgement, at the most; 1 or more
/// @param messages how many each client publishes; 0 for no end
/// @param duration how long to go on; zero for no end
/// @param warmUp how long at first nothing is measured
/// @param size bytes of a payload, [Stamp#BYTES] or more
/// @param topic where to, with [Placeholders]
public record LoadPlan(Mode mode, int clients, Duration connectInterval, double rate, int inFlight, long messages,
        Duration duration, Duration warmUp, int size, String topic, Qos qos, boolean retain) {

    /// Who does what.
    public enum Mode {
        /// Clients connect, and stay.
        CONN,
        /// Clients publish.
        PUB,
        /// Clients receive what others publish.
        SUB,
        /// Clients publish, and receive what they and the others publish.
        PUBSUB;

        boolean publishes() {
            return this == PUB || this == PUBSUB;
        }

        boolean subscribes() {
            return this == SUB || this == PUBSUB;
        }
    }

    public LoadPlan {
        require(clients >= 1, "There is 1 client at least (-c), not " + clients);
        require(rate >= 0, "A rate (--rate, -I) is not below 0");
        require(inFlight >= 1 && inFlight <= 0xFFFF, "-M takes 1 to 65535, not " + inFlight);
        require(messages >= 0, "-n takes 0 or more, not " + messages);
        require(size >= Stamp.BYTES,
                "-s takes " + Stamp.BYTES + " or more, as a payload says when it was sent; not " + size);
        require(!mode.publishes() || (topic.indexOf('+') < 0 && topic.indexOf('#') < 0),
                "'" + topic + "' has wildcards, and cannot be published to (-t)");
    }

    private static void require(boolean met, String otherwise) {
        if (!met) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
