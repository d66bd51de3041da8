package tidings.client;

import java.util.Locale;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Packet;
import tidings.mqtt.PubAck;
import tidings.mqtt.PubComp;
import tidings.mqtt.PubRec;
import tidings.mqtt.PubRel;
import tidings.mqtt.Publish;
import tidings.mqtt.SubAck;
import tidings.mqtt.Subscribe;
import tidings.mqtt.UnsubAck;
import tidings.mqtt.Unsubscribe;

/// A packet in a few words, for the log: without payloads and passwords.
final class Brief {

    private Brief() {}

    static String of(Packet packet) {
        return switch (packet) {
            case Connect p -> "CONNECT (" + p.version() + ", client id '" + p.clientId() + "', clean start "
                    + p.cleanStart() + ", keep alive " + p.keepAliveSeconds() + " s)";
            case ConnAck p -> "CONNACK (" + p.reason().text() + ", session present " + p.sessionPresent() + ")";
            case Publish p -> "PUBLISH (id " + p.packetId() + ", QoS " + p.message().qos().level() + ", dup " + p.dup()
                    + ", retain " + p.message().retain() + ", '" + p.message().topic().text() + "', "
                    + p.message().payload() + ")";
            case PubAck p -> "PUBACK (id " + p.packetId() + ", " + p.reason().text() + ")";
            case PubRec p -> "PUBREC (id " + p.packetId() + ", " + p.reason().text() + ")";
            case PubRel p -> "PUBREL (id " + p.packetId() + ")";
            case PubComp p -> "PUBCOMP (id " + p.packetId() + ", " + p.reason().text() + ")";
            case Subscribe p -> "SUBSCRIBE (id " + p.packetId() + ", "
                    + p.subscriptions().stream().map(s -> s.filter().text()).toList() + ")";
            case SubAck p -> "SUBACK (id " + p.packetId() + ", " + p.reasons() + ")";
            case Unsubscribe p -> "UNSUBSCRIBE (id " + p.packetId() + ", " + p.filters() + ")";
            case UnsubAck p -> "UNSUBACK (id " + p.packetId() + ")";
            case Disconnect p -> "DISCONNECT (" + p.reason().text() + ")";
            default -> packet.getClass().getSimpleName().toUpperCase(Locale.ROOT);
        };
    }
}
