package tidings.broker.net;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Packet;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.PubAck;
import tidings.mqtt.PubRec;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.SubAck;
import tidings.mqtt.Version;
import tidings.mqtt.codec.Encoder;

/// How packets are put for one client: with a reason string where something went wrong and the client asked to be told,
/// and never larger than the client takes (MQTT 5.0, 3.1.2.11.4, 3.1.2.11.7).
///
/// Reason strings go only to clients that ask for them in so many words: all others pay for bytes nobody reads. Where the
/// broker conceals its reasons, what it refuses is an unspecified error (3.4.2.1, 3.5.2.1, 3.9.3), and nobody gets words.
final class Wording {

    /// Of a client that said nothing yet, or cannot say anything.
    static final Wording PLAIN = new Wording(false, false, Long.MAX_VALUE);

    private final boolean concealing;
    private final boolean reasonsAsked;
    private final long maximumPacketSize;

    private Wording(boolean concealing, boolean reasonsAsked, long maximumPacketSize) {
        this.concealing = concealing;
        this.reasonsAsked = reasonsAsked;
        this.maximumPacketSize = maximumPacketSize;
    }

    /// For a client, as its CONNECT wants it.
    ///
    /// @param concealing whether the broker conceals its reasons
    static Wording of(Connect connect, boolean concealing) {
        boolean asked = !concealing && connect.properties().get(Property.REQUEST_PROBLEM_INFORMATION, false);
        long size = connect.properties().get(Property.MAXIMUM_PACKET_SIZE, Long.MAX_VALUE);
        return concealing || asked || size != Long.MAX_VALUE ? new Wording(concealing, asked, size) : PLAIN;
    }

    /// A packet as this client gets it, or null where it would be too large in any form.
    @Nullable
    Packet put(Packet packet, Version version) {
        return put(packet, null, version);
    }

    /// @param why what went wrong, in words; null for what its reason code alone tells
    @Nullable
    Packet put(Packet packet, @Nullable String why, Version version) {
        if (reasonsAsked) {
            Packet explained = explained(packet, why);
            if (fits(explained, version)) { // [MQTT-3.2.2-19] and its likes
                return explained;
            }
        }
        Packet put = concealing ? concealed(packet) : packet;
        return fits(put, version) ? put : null;
    }

    private boolean fits(Packet packet, Version version) {
        return maximumPacketSize == Long.MAX_VALUE || Encoder.of(version).size(packet) <= maximumPacketSize;
    }

    private static Packet concealed(Packet packet) {
        return switch (packet) {
            case PubAck(int id, ReasonCode reason, Properties own) when reason.isError() ->
                new PubAck(id, ReasonCode.UNSPECIFIED_ERROR, own);
            case PubRec(int id, ReasonCode reason, Properties own) when reason.isError() ->
                new PubRec(id, ReasonCode.UNSPECIFIED_ERROR, own);
            case SubAck(int id, List<ReasonCode> reasons, Properties own) ->
                new SubAck(id, reasons.stream().map(Wording::concealed).toList(), own);
            default -> packet;
        };
    }

    private static ReasonCode concealed(ReasonCode reason) {
        return reason.isError() ? ReasonCode.UNSPECIFIED_ERROR : reason;
    }

    private static Packet explained(Packet packet, @Nullable String why) {
        return switch (packet) {
            case PubAck(int id, ReasonCode reason, Properties own) when reason.isError() ->
                new PubAck(id, reason, with(own, why, reason));
            case PubRec(int id, ReasonCode reason, Properties own) when reason.isError() ->
                new PubRec(id, reason, with(own, why, reason));
            case SubAck(int id, List<ReasonCode> reasons, Properties own) when reasons.stream()
                    .anyMatch(ReasonCode::isError) ->
                new SubAck(id, reasons, with(own, why, firstError(reasons)));
            case ConnAck(boolean present, ReasonCode reason, Properties own) when reason.isError() ->
                new ConnAck(present, reason, with(own, why, reason));
            case Disconnect(ReasonCode reason, Properties own) when reason.isError() ->
                new Disconnect(reason, with(own, why, reason));
            default -> packet;
        };
    }

    private static ReasonCode firstError(List<ReasonCode> reasons) {
        return reasons.stream().filter(ReasonCode::isError).findFirst().orElse(ReasonCode.UNSPECIFIED_ERROR);
    }

    private static Properties with(Properties own, @Nullable String why, ReasonCode reason) {
        return own.with(Property.REASON_STRING, why == null ? words(reason) : why);
    }

    private static String words(ReasonCode reason) {
        return switch (reason) {
            case NOT_AUTHORIZED -> "Not authorized: this client may not do so here";
            case TOPIC_NAME_INVALID -> "The topic has more bytes or levels than this server takes";
            case TOPIC_FILTER_INVALID -> "The topic filter has more bytes or levels than this server takes";
            case QUOTA_EXCEEDED -> "This server takes no more of these";
            case RECEIVE_MAXIMUM_EXCEEDED -> "More messages are unacknowledged than the Receive Maximum of CONNACK";
            case PACKET_TOO_LARGE -> "The packet is larger than the Maximum Packet Size of the receiver";
            case TOPIC_ALIAS_INVALID -> "The topic alias is larger than the Topic Alias Maximum of CONNACK";
            case KEEP_ALIVE_TIMEOUT -> "Nothing came for one and a half times the keep alive";
            case SESSION_TAKEN_OVER -> "Another connection came with the same client id";
            default -> reason.text();
        };
    }
}
