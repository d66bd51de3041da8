package tidings.client;

/// How much a client takes upon itself.
///
/// @param queuedMessages messages that wait for a connection or for room, 1 or more
/// @param queuedBytes bytes of their payloads, 1 or more
/// @param packetBytes the largest packet that is taken from the server, 1 to 268,435,460
/// @param receiveMaximum messages of QoS 1 and 2 that the server may send before the first is handled, 1 to 65,535; it is
///        told so in MQTT 5.0
/// @param inFlight messages of QoS 1 and 2 that are sent before the first is acknowledged, 1 to 65,535; 0 for as many as the
///        server takes, which is 20 before MQTT 5.0, where it cannot say: mosquitto loses what is more
/// @param undelivered messages that wait for handlers before the server is no longer read, 1 or more
/// @param aliasesIn topics that the server may give numbers, 0 to 65,535 (MQTT 5.0, 3.3.2.3.4)
/// @param aliasesOut topics that the client gives numbers, those published to last, 0 to 65,535
public record Limits(int queuedMessages, long queuedBytes, int packetBytes, int receiveMaximum, int inFlight,
        int undelivered, int aliasesIn, int aliasesOut) {

    static final int LARGEST_PACKET = 268_435_460;

    /// 10,000 messages and 64 MiB in the queue, any packet, a receive maximum of 1,000, as many in flight as the server
    /// takes, 1,000 undelivered; no aliases from the server, as to look one up costs more than a topic that is the same as
    /// the last, and 16 to it.
    public static final Limits DEFAULT = new Limits(10_000, 64 << 20, LARGEST_PACKET, 1_000, 0, 1_000, 0, 16);

    public Limits {
        require(queuedMessages >= 1, "queuedMessages", queuedMessages);
        require(queuedBytes >= 1, "queuedBytes", queuedBytes);
        require(packetBytes >= 1 && packetBytes <= LARGEST_PACKET, "packetBytes", packetBytes);
        require(receiveMaximum >= 1 && receiveMaximum <= 0xFFFF, "receiveMaximum", receiveMaximum);
        require(inFlight >= 0 && inFlight <= 0xFFFF, "inFlight", inFlight);
        require(undelivered >= 1, "undelivered", undelivered);
        require(aliasesIn >= 0 && aliasesIn <= 0xFFFF, "aliasesIn", aliasesIn);
        require(aliasesOut >= 0 && aliasesOut <= 0xFFFF, "aliasesOut", aliasesOut);
    }

    /// These limits with another queue.
    public Limits withQueue(int messages, long bytes) {
        return new Limits(messages, bytes, packetBytes, receiveMaximum, inFlight, undelivered, aliasesIn, aliasesOut);
    }

    /// These limits with another largest packet.
    public Limits withPacketBytes(int bytes) {
        return new Limits(queuedMessages, queuedBytes, bytes, receiveMaximum, inFlight, undelivered, aliasesIn,
                aliasesOut);
    }

    /// These limits with another receive maximum.
    public Limits withReceiveMaximum(int messages) {
        return new Limits(queuedMessages, queuedBytes, packetBytes, messages, inFlight, undelivered, aliasesIn,
                aliasesOut);
    }

    /// These limits with another number of messages in flight.
    public Limits withInFlight(int messages) {
        return new Limits(queuedMessages, queuedBytes, packetBytes, receiveMaximum, messages, undelivered, aliasesIn,
                aliasesOut);
    }

    /// These limits with another number of messages of QoS 0 that wait for handlers.
    public Limits withUndelivered(int messages) {
        return new Limits(queuedMessages, queuedBytes, packetBytes, receiveMaximum, inFlight, messages, aliasesIn,
                aliasesOut);
    }

    /// These limits with other numbers of topic aliases.
    public Limits withAliases(int in, int out) {
        return new Limits(
                queuedMessages, queuedBytes, packetBytes, receiveMaximum, inFlight, undelivered, in, out);
    }

    private static void require(boolean met, String name, long value) {
        if (!met) {
            throw new IllegalArgumentException(name + " is out of range: " + value);
        }
    }
}
