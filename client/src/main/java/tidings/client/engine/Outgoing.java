package tidings.client.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidings.client.engine.Reply.Failure;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.PubAck;
import tidings.mqtt.PubComp;
import tidings.mqtt.PubRec;
import tidings.mqtt.PubRel;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;
import tidings.mqtt.codec.Encoder;
import tidings.mqtt.flow.OutgoingFlow;
import tidings.mqtt.flow.OutgoingFlow.Resend;

/// What the application publishes and asks: first the queue, then under way, then done.
///
/// Nothing of quality 1 or 2 that was taken is ever given up by a lost connection: with the session it is sent again as it
/// was, without it as new.
public final class Outgoing {

    private static final int DEFAULT_QOS = 2;
    /// What clients of 3.x have under way, and servers are made for.
    private static final int USUAL_WINDOW = 20;

    private final Settings settings;
    private final Consumer<Packet> sender;
    private final BooleanSupplier writable;
    private final OutgoingFlow<Ticket> flow = new OutgoingFlow<>();
    private final Deque<Waiting<?>> requests = new ArrayDeque<>();
    private final Deque<Publishing> queue = new ArrayDeque<>();
    private final Deque<Publishing> atMostOnce = new ArrayDeque<>();
    private long queuedBytes;
    private Properties serverSaid = Properties.NONE;
    private Version version = Version.V5;
    private boolean connected;

    /// What is found again by its packet id.
    private sealed interface Ticket {}

    private record Publishing(Message message, Reply<Acknowledged> reply) implements Ticket {}

    private record Request<T extends Packet>(Class<T> answer, Reply<T> reply) implements Ticket {}

    /// A request that waits for a connection.
    private record Waiting<T extends Packet>(RequestMaker maker, Request<T> request) {}

    /// The end of a message's way.
    ///
    /// @param properties of the last acknowledgement
    public record Acknowledged(ReasonCode reason, Properties properties) {

        static final Acknowledged SUCCESS = new Acknowledged(ReasonCode.SUCCESS, Properties.NONE);
    }

    /// Makes a request with its packet id.
    interface RequestMaker {
        Packet make(int packetId);
    }

    /// @param sender where packets go
    /// @param writable whether more may go without piling up; messages wait until it may
    Outgoing(Settings settings, Consumer<Packet> sender, BooleanSupplier writable) {
        this.settings = settings;
        this.sender = sender;
        this.writable = writable;
    }

    /// The server let the client in. Nothing goes before [#begin].
    void connected(Version spoken, Properties connAck, boolean sessionPresent) {
        version = spoken;
        serverSaid = connAck;
        connected = true;
        if (!sessionPresent) {
            startAnew();
        }
        flow.connected(window());
    }

    /// What waited goes.
    void begin() {
        while (!requests.isEmpty()) {
            send(requests.remove());
        }
        drain();
    }

    void disconnected() {
        connected = false;
        flow.disconnected(lost -> fail(lost, new Failure.Lost()));
        failAll(atMostOnce);
    }

    /// More may be sent.
    void writable() {
        drain();
    }

    /// Whether nothing waits and nothing is under way.
    boolean isIdle() {
        return requests.isEmpty() && queue.isEmpty() && atMostOnce.isEmpty() && flow.size() == 0;
    }

    void publish(Message message, Reply<Acknowledged> reply) {
        Failure objection = objection(message);
        if (objection != null) {
            reply.failed(objection);
        } else {
            Deque<Publishing> waiting = message.qos() == Qos.AT_MOST_ONCE ? atMostOnce : queue;
            waiting.add(new Publishing(message, reply));
            queuedBytes += message.payload().size();
            drain();
        }
    }

    /// Asks, now or as soon as there is a connection. The answer is for one connection: if that is lost, the request is.
    <T extends Packet> void request(Class<T> answer, RequestMaker maker, Reply<T> reply) {
        Waiting<T> waiting = new Waiting<>(maker, new Request<>(answer, reply));
        if (connected) {
            send(waiting);
        } else {
            requests.add(waiting);
        }
    }

    void answered(int packetId, Packet answer) {
        Ticket ticket = flow.onAnswer(packetId);
        if (ticket instanceof Request<?> request) {
            complete(request, answer);
        }
    }

    void received(PubAck ack) {
        finish(flow.onPubAck(ack.packetId()), new Acknowledged(ack.reason(), ack.properties()));
    }

    void received(PubRec ack) {
        if (ack.reason().isError()) {
            finish(flow.onPubRecError(ack.packetId()), new Acknowledged(ack.reason(), ack.properties()));
        } else {
            boolean known = flow.onPubRec(ack.packetId()) != null;
            sender.accept(new PubRel(
                    ack.packetId(), known ? ReasonCode.SUCCESS : ReasonCode.PACKET_IDENTIFIER_NOT_FOUND));
        }
    }

    void received(PubComp ack) {
        finish(flow.onPubComp(ack.packetId()), new Acknowledged(ack.reason(), ack.properties()));
    }

    /// Everything that waits will not be sent: the client is closed.
    void close() {
        flow.clear().forEach(rest -> fail(rest.what(), new Failure.Lost()));
        while (!requests.isEmpty()) {
            fail(requests.remove().request(), new Failure.Lost());
        }
        failAll(queue);
        failAll(atMostOnce);
    }

    private void send(Waiting<?> waiting) {
        sender.accept(waiting.maker().make(flow.beginRequest(waiting.request())));
    }

    /// Sends what may go: first what was under way before, then what waits. At most once needs no room in the window of
    /// the server, and does not wait behind those that do.
    private void drain() {
        if (!connected) {
            return;
        }
        while (!atMostOnce.isEmpty() && writable.getAsBoolean()) {
            Publishing next = unqueue(atMostOnce);
            if (mayGo(next)) {
                sender.accept(Publish.of(next.message()));
                next.reply().done(Acknowledged.SUCCESS);
            }
        }
        resend();
        while (flow.hasRoom() && !queue.isEmpty() && writable.getAsBoolean()) {
            Publishing next = unqueue(queue);
            if (mayGo(next)) {
                sender.accept(new Publish(next.message(), false, flow.begin(next.message().qos(), next)));
            }
        }
    }

    private int window() {
        int wanted = settings.inFlight() == 0 ? Packet.MAX_ID : settings.inFlight();
        if (version.hasProperties()) {
            return Math.min(wanted, serverSaid.get(Property.RECEIVE_MAXIMUM, Packet.MAX_ID));
        }
        return settings.inFlight() == 0 ? USUAL_WINDOW : wanted;
    }

    private void resend() {
        while (writable.getAsBoolean()) {
            Resend<Ticket> again = flow.nextResend();
            if (again == null) {
                return;
            }
            if (again.release()) {
                sender.accept(new PubRel(again.packetId()));
            } else if (again.what() instanceof Publishing publishing) {
                sender.accept(new Publish(publishing.message(), true, again.packetId()));
            }
        }
    }

    private Publishing unqueue(Deque<Publishing> waiting) {
        Publishing next = waiting.remove();
        queuedBytes -= next.message().payload().size();
        return next;
    }

    /// Whether this server can be sent a message; if not, it has failed.
    private boolean mayGo(Publishing publishing) {
        Failure objection = serverObjection(publishing.message());
        if (objection != null) {
            publishing.reply().failed(objection);
        }
        return objection == null;
    }

    /// The server has no session: what was under way goes to the front of the queue, but for what the server had told to
    /// have received.
    private void startAnew() {
        List<Resend<Ticket>> underWay = flow.clear();
        for (int i = underWay.size() - 1; i >= 0; i--) {
            Resend<Ticket> rest = underWay.get(i);
            if (rest.what() instanceof Publishing publishing) {
                if (rest.release()) {
                    publishing.reply().done(Acknowledged.SUCCESS);
                } else {
                    queue.addFirst(publishing);
                    queuedBytes += publishing.message().payload().size();
                }
            }
        }
    }

    private @Nullable Failure objection(Message message) {
        if (!connected && message.qos() == Qos.AT_MOST_ONCE) {
            return new Failure.NotConnected();
        }
        int messages = queue.size() + atMostOnce.size();
        if (messages >= settings.queuedMessages() || queuedBytes + message.payload().size() > settings.queuedBytes()) {
            return new Failure.QueueFull(messages, queuedBytes);
        }
        return null;
    }

    /// Why this server cannot be sent a message, or null.
    private @Nullable Failure serverObjection(Message message) {
        if (message.qos().level() > serverSaid.get(Property.MAXIMUM_QOS, DEFAULT_QOS)) { // [MQTT-3.2.2-11]
            return new Failure.Refused(ReasonCode.QOS_NOT_SUPPORTED, "The server takes no " + message.qos());
        }
        if (message.retain() && !serverSaid.get(Property.RETAIN_AVAILABLE, true)) { // [MQTT-3.2.2-14]
            return new Failure.Refused(ReasonCode.RETAIN_NOT_SUPPORTED, "The server keeps no messages");
        }
        Long largest = serverSaid.get(Property.MAXIMUM_PACKET_SIZE);
        if (largest != null && size(message) > largest) { // [MQTT-3.2.2-15]
            return new Failure.Refused(
                    ReasonCode.PACKET_TOO_LARGE, "The server takes packets of at most " + largest + " bytes");
        }
        return null;
    }

    private int size(Message message) {
        int packetId = message.qos() == Qos.AT_MOST_ONCE ? Packet.NO_ID : 1;
        return Encoder.of(version).size(new Publish(message, false, packetId));
    }

    private void finish(@Nullable Ticket ticket, Acknowledged acknowledged) {
        if (ticket instanceof Publishing publishing) {
            if (acknowledged.reason().isError()) {
                String text = acknowledged.properties().get(Property.REASON_STRING, acknowledged.reason().text());
                publishing.reply().failed(new Failure.Refused(acknowledged.reason(), text));
            } else {
                publishing.reply().done(acknowledged);
            }
            drain();
        }
    }

    private static <T extends Packet> void complete(Request<T> request, Packet answer) {
        request.reply().done(request.answer().cast(answer));
    }

    private void failAll(Deque<Publishing> waiting) {
        while (!waiting.isEmpty()) {
            fail(unqueue(waiting), new Failure.Lost());
        }
    }

    private static void fail(Ticket ticket, Failure failure) {
        switch (ticket) {
            case Publishing publishing -> publishing.reply().failed(failure);
            case Request<?> request -> request.reply().failed(failure);
        }
    }
}
