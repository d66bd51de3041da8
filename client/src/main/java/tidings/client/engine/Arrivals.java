package tidings.client.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.Packet;
import tidings.mqtt.PubAck;
import tidings.mqtt.PubComp;
import tidings.mqtt.PubRec;
import tidings.mqtt.PubRel;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.flow.AnswerOrder;
import tidings.mqtt.flow.IncomingAliases;
import tidings.mqtt.flow.IncomingFlow;

/// What the server publishes: handed out once, acknowledged in the order of arrival when it has been handled.
///
/// Handling may take longer than a connection lasts. What was taken on an older connection is acknowledged on a newer one
/// only if the server sent it again there.
final class Arrivals {

    private final Consumer<Packet> sender;
    private final Consumer<Incoming> receiver;
    private final IncomingFlow flow = new IncomingFlow();
    private final AnswerOrder<Packet> answers;
    private final Map<Integer, Incoming> exactlyOnce = new HashMap<>();
    private IncomingAliases aliases = new IncomingAliases(0);
    private long session;
    private long connection;

    Arrivals(Consumer<Packet> sender, Consumer<Incoming> receiver) {
        this.sender = sender;
        this.receiver = receiver;
        this.answers = new AnswerOrder<>(sender);
    }

    void connected(int receiveMaximum, int topicAliases, boolean sessionPresent) {
        connection++;
        answers.clear();
        aliases = new IncomingAliases(topicAliases);
        if (!sessionPresent) {
            session++;
            flow.clear();
            exactlyOnce.clear();
        }
        flow.connected(receiveMaximum);
    }

    /// A PUBLISH came.
    ///
    /// @return what is wrong with it, or null
    @Nullable
    ReasonCode received(Publish packet) {
        Publish publish = aliases.resolve(packet);
        if (publish == null) {
            return aliases.refusal(packet);
        }
        return switch (flow.arrived(publish)) {
            case TOO_MANY -> ReasonCode.RECEIVE_MAXIMUM_EXCEEDED;
            case REPEATED -> {
                sender.accept(new PubRec(publish.packetId()));
                yield null;
            }
            case PENDING -> {
                Incoming pending = exactlyOnce.get(publish.packetId());
                if (pending != null) {
                    pending.connection = connection;
                    pending.owed = answers.owe();
                }
                yield null;
            }
            case NEW -> {
                handOut(publish);
                yield null;
            }
        };
    }

    void received(PubRel release) {
        boolean known = flow.released(release.packetId());
        sender.accept(new PubComp(
                release.packetId(), known ? ReasonCode.SUCCESS : ReasonCode.PACKET_IDENTIFIER_NOT_FOUND));
    }

    /// A message has been handled: its acknowledgement goes, after those before it.
    void handled(Incoming incoming) {
        Qos qos = incoming.message().qos();
        if (qos == Qos.EXACTLY_ONCE && incoming.session == session) {
            exactlyOnce.remove(incoming.packetId());
            flow.answeredExactlyOnce(incoming.packetId(), false);
        }
        if (incoming.owed != null && incoming.connection == connection) {
            boolean once = qos == Qos.AT_LEAST_ONCE;
            if (once) {
                flow.answeredAtLeastOnce();
            }
            answers.complete(incoming.owed, once ? new PubAck(incoming.packetId()) : new PubRec(incoming.packetId()));
        }
    }

    private void handOut(Publish publish) {
        Incoming incoming = new Incoming(publish, session, connection);
        if (publish.message().qos() != Qos.AT_MOST_ONCE) {
            incoming.owed = answers.owe();
        }
        if (publish.message().qos() == Qos.EXACTLY_ONCE) {
            exactlyOnce.put(publish.packetId(), incoming);
        }
        receiver.accept(incoming);
    }
}
