package tidings.mqtt.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import tidings.mqtt.Auth;
import tidings.mqtt.Bytes;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;
import tidings.mqtt.PingReq;
import tidings.mqtt.PingResp;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.Property.Pair;
import tidings.mqtt.Property.Place;
import tidings.mqtt.PubAck;
import tidings.mqtt.PubComp;
import tidings.mqtt.PubRec;
import tidings.mqtt.PubRel;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.SubAck;
import tidings.mqtt.Subscribe;
import tidings.mqtt.Subscription;
import tidings.mqtt.Subscription.RetainHandling;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.TopicName;
import tidings.mqtt.UnsubAck;
import tidings.mqtt.Unsubscribe;
import tidings.mqtt.Version;
import tidings.testkit.Gen;

/// Makes random packets that are legal in a version.
final class Packets {

    private static final String[] LEVELS = {"a", "", "sensor", "grün", "温度", "😀", "$x", "b c"};

    private final Version version;
    private final RandomGenerator random;
    private final int size;

    private Packets(Version version, RandomGenerator random, int size) {
        this.version = version;
        this.random = random;
        this.size = size;
    }

    /// A packet, and who sends it in which version.
    record Sample(Version version, boolean toServer, Packet packet) {}

    /// Any packet of any version, from either end.
    static Gen<Sample> any() {
        return (random, size) -> {
            Version version = Version.values()[random.nextInt(3)];
            Packets packets = new Packets(version, random, size);
            boolean toServer = random.nextBoolean();
            return new Sample(version, toServer, toServer ? packets.ofClient() : packets.ofServer());
        };
    }

    private Packet ofClient() {
        return switch (random.nextInt(version.hasProperties() ? 10 : 9)) {
            case 0 -> connect();
            case 1 -> publish(true);
            case 2, 3 -> ack();
            case 4, 5 -> subscribe();
            case 6 -> new Unsubscribe(id(), filters(), properties(Place.UNSUBSCRIBE));
            case 7 -> PingReq.INSTANCE;
            case 8 -> disconnect(true);
            default -> auth();
        };
    }

    private Packet ofServer() {
        return switch (random.nextInt(version.hasProperties() ? 9 : 7)) {
            case 0 -> connAck();
            case 1 -> publish(false);
            case 2, 3 -> ack();
            case 4 -> subAck();
            case 5 -> unsubAck();
            case 6 -> PingResp.INSTANCE;
            case 7 -> disconnect(false);
            default -> auth();
        };
    }

    private Connect connect() {
        boolean user = random.nextBoolean();
        boolean password = random.nextBoolean() && (user || version.hasProperties());
        return new Connect(
                version,
                text(),
                random.nextBoolean(),
                random.nextInt(0x10000),
                random.nextBoolean() ? will() : null,
                user ? text() : null,
                password ? bytes() : null,
                properties(Place.CONNECT));
    }

    private Message will() {
        return new Message(topic(), bytes(), qos(), random.nextBoolean(), properties(Place.WILL));
    }

    private ConnAck connAck() {
        ReasonCode reason = random.nextBoolean() ? ReasonCode.SUCCESS : reason(Place.CONNACK);
        if (!version.hasProperties()) {
            reason = Reasons.ofConnectReturnCode(reason.connectReturnCode());
        }
        boolean present = reason == ReasonCode.SUCCESS && version != Version.V3_1 && random.nextBoolean();
        return new ConnAck(present, reason, properties(Place.CONNACK));
    }

    private Publish publish(boolean toServer) {
        Qos qos = qos();
        Properties properties = properties(Place.PUBLISH);
        if (toServer) {
            properties = properties.without(Property.SUBSCRIPTION_IDENTIFIER);
        }
        boolean aliasOnly = properties.get(Property.TOPIC_ALIAS) != null && random.nextBoolean();
        Message message =
                new Message(aliasOnly ? TopicName.NONE : topic(), bytes(), qos, random.nextBoolean(), properties);
        boolean atMostOnce = qos == Qos.AT_MOST_ONCE;
        return new Publish(message, !atMostOnce && random.nextBoolean(), atMostOnce ? Packet.NO_ID : id());
    }

    private Packet ack() {
        return switch (random.nextInt(4)) {
            case 0 -> new PubAck(id(), reason(Place.PUBACK), properties(Place.PUBACK));
            case 1 -> new PubRec(id(), reason(Place.PUBREC), properties(Place.PUBREC));
            case 2 -> new PubRel(id(), reason(Place.PUBREL), properties(Place.PUBREL));
            default -> new PubComp(id(), reason(Place.PUBCOMP), properties(Place.PUBCOMP));
        };
    }

    private Subscribe subscribe() {
        List<Subscription> subscriptions = filters().stream().map(this::subscription).toList();
        return new Subscribe(id(), subscriptions, properties(Place.SUBSCRIBE));
    }

    private Subscription subscription(TopicFilter filter) {
        if (!version.hasProperties()) {
            return new Subscription(filter, qos(), false, false, RetainHandling.SEND);
        }
        boolean noLocal = !filter.isShared() && random.nextBoolean();
        RetainHandling handling = RetainHandling.values()[random.nextInt(3)];
        return new Subscription(filter, qos(), noLocal, random.nextBoolean(), handling);
    }

    private SubAck subAck() {
        List<ReasonCode> reasons = new ArrayList<>();
        do {
            ReasonCode reason = reason(Place.SUBACK);
            boolean sayable = version.hasProperties() || !reason.isError();
            reasons.add(sayable ? reason : ReasonCode.UNSPECIFIED_ERROR);
        } while (random.nextInt(4) > 0);
        return new SubAck(id(), reasons, properties(Place.SUBACK));
    }

    private UnsubAck unsubAck() {
        List<ReasonCode> reasons = new ArrayList<>();
        do {
            reasons.add(reason(Place.UNSUBACK));
        } while (random.nextInt(4) > 0);
        return new UnsubAck(id(), version.hasProperties() ? reasons : List.of(), properties(Place.UNSUBACK));
    }

    private Disconnect disconnect(boolean toServer) {
        Properties properties = properties(Place.DISCONNECT);
        return new Disconnect(
                reason(Place.DISCONNECT),
                toServer ? properties : properties.without(Property.SESSION_EXPIRY_INTERVAL));
    }

    private Auth auth() {
        return new Auth(reason(Place.AUTH), properties(Place.AUTH));
    }

    private ReasonCode reason(Place place) {
        if (!version.hasProperties() && place != Place.CONNACK && place != Place.SUBACK) {
            return ReasonCode.SUCCESS;
        }
        List<ReasonCode> legal = Arrays.stream(ReasonCode.values()).filter(reason -> isLegal(reason, place)).toList();
        return legal.get(random.nextInt(legal.size()));
    }

    private static boolean isLegal(ReasonCode reason, Place place) {
        try {
            Reasons.code(reason, place);
            return true;
        } catch (IllegalArgumentException no) {
            return false;
        }
    }

    private Properties properties(Place place) {
        Properties.Builder properties = Properties.builder();
        if (!version.hasProperties() || random.nextBoolean()) {
            return properties.build();
        }
        for (Property<?> property : Property.all()) {
            if (property.mayStandIn(place) && random.nextInt(3) == 0) {
                add(properties, property);
                if (property.mayRepeatIn(place) && random.nextBoolean()) {
                    add(properties, property);
                }
            }
        }
        boolean dataAlone =
                properties.has(Property.AUTHENTICATION_DATA) && !properties.has(Property.AUTHENTICATION_METHOD);
        return dataAlone ? properties.build().without(Property.AUTHENTICATION_DATA) : properties.build();
    }

    private <T> void add(Properties.Builder properties, Property<T> property) {
        properties.add(property, property.cast(value(property)));
    }

    private Object value(Property<?> property) {
        return switch (property.wire()) {
            case FLAG -> random.nextBoolean();
            case BYTE, TWO_BYTES, VAR_INT -> (int) random.nextLong(property.least(), property.most() + 1);
            case FOUR_BYTES -> random.nextLong(property.least(), property.most() + 1);
            case TEXT -> property.equals(Property.RESPONSE_TOPIC) ? topic().text() : text();
            case BINARY -> bytes();
            case PAIR -> new Pair(text(), text());
        };
    }

    private List<TopicFilter> filters() {
        List<TopicFilter> filters = new ArrayList<>();
        do {
            filters.add(TopicFilter.of(filter()));
        } while (random.nextInt(3) > 0);
        return filters;
    }

    private String filter() {
        String filter = switch (random.nextInt(4)) {
            case 0 -> "#";
            case 1 -> "+/" + topic();
            case 2 -> topic() + "/#";
            default -> topic().text();
        };
        return random.nextInt(4) == 0 ? "$share/group/" + filter : filter;
    }

    private TopicName topic() {
        StringBuilder topic = new StringBuilder("t");
        for (int i = random.nextInt(size / 8 + 2); i > 0; i--) {
            topic.append('/').append(LEVELS[random.nextInt(LEVELS.length)]);
        }
        return TopicName.of(topic.toString());
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(size / 8 + 2); i > 0; i--) {
            text.append(LEVELS[random.nextInt(LEVELS.length)]);
        }
        return text.toString();
    }

    private Bytes bytes() {
        byte[] bytes = new byte[random.nextInt(size + 1)];
        random.nextBytes(bytes);
        return Bytes.handOver(bytes);
    }

    private Qos qos() {
        return Qos.of(random.nextInt(3));
    }

    private int id() {
        return 1 + random.nextInt(Packet.MAX_ID);
    }

    /// The properties of a packet, by where they stand.
    static Map<Place, Properties> properties(Packet packet) {
        return switch (packet) {
            case Connect connect -> Map.of(
                    Place.CONNECT, connect.properties(), Place.WILL,
                    connect.will() == null ? Properties.NONE : connect.will().properties());
            case ConnAck ack -> Map.of(Place.CONNACK, ack.properties());
            case Publish publish -> Map.of(Place.PUBLISH, publish.message().properties());
            case PubAck ack -> Map.of(Place.PUBACK, ack.properties());
            case PubRec ack -> Map.of(Place.PUBREC, ack.properties());
            case PubRel ack -> Map.of(Place.PUBREL, ack.properties());
            case PubComp ack -> Map.of(Place.PUBCOMP, ack.properties());
            case Subscribe subscribe -> Map.of(Place.SUBSCRIBE, subscribe.properties());
            case SubAck ack -> Map.of(Place.SUBACK, ack.properties());
            case Unsubscribe unsubscribe -> Map.of(Place.UNSUBSCRIBE, unsubscribe.properties());
            case UnsubAck ack -> Map.of(Place.UNSUBACK, ack.properties());
            case PingReq ping -> Map.of();
            case PingResp ping -> Map.of();
            case Disconnect disconnect -> Map.of(Place.DISCONNECT, disconnect.properties());
            case Auth auth -> Map.of(Place.AUTH, auth.properties());
        };
    }

    /// A decoder for the end that is sent a sample.
    static Decoder decoder(Sample sample, int maximumPacketSize) {
        if (!sample.toServer()) {
            return Decoder.forClient(sample.version(), maximumPacketSize);
        }
        Decoder decoder = Decoder.forServer(maximumPacketSize);
        if (!(sample.packet() instanceof Connect)) {
            decoder.decode(encoded(Connect.of(sample.version(), "c", true, 0), sample.version()));
        }
        return decoder;
    }

    static ByteBuf encoded(Packet packet, Version version) {
        ByteBuf out = Unpooled.buffer();
        Encoder.of(version).encode(packet, out);
        return out;
    }
}
