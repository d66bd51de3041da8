package tidings.client.engine;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;
import tidings.mqtt.Properties;
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
import tidings.mqtt.flow.PacketIds;

/// What the server publishes: handed out once, acknowledged in the order of arrival when it has been handled.
///
/// Handling may take longer than a connection lasts. What was taken on an older connection is acknowledged on a newer one
/// only if the server sent it again there.
final class Arrivals {

    private final Outbox out;
    private final Consumer<Packet> sender;
    private final Ledger ledger;
    private final IncomingFlow flow = new IncomingFlow();
    private final AnswerOrder<Packet> answers;
    private final PacketIds<Incoming> exactlyOnce = new PacketIds<>(); // until their PUBREL
    private IncomingAliases aliases = new IncomingAliases(0);
    private int connection;
    private int firstOfSession;

    Arrivals(Outbox out, Consumer<Packet> sender, Ledger ledger) {
        this.out = out;
        this.sender = sender;
        this.ledger = ledger;
        this.answers = new AnswerOrder<>(sender);
    }

    /// Takes up a packet id of a message exactly once that an earlier process has handled.
    void restore(int packetId) {
        flow.restore(packetId);
    }

    void connected(int receiveMaximum, int topicAliases, boolean sessionPresent) {
        connection++;
        answers.clear();
        aliases = new IncomingAliases(topicAliases);
        if (!sessionPresent) {
            firstOfSession = connection;
            flow.clear();
            ledger.forgottenAll();
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
        IncomingFlow.Arrival arrival = flow.arrived(publish);
        if (arrival == IncomingFlow.Arrival.TOO_MANY) {
            return ReasonCode.RECEIVE_MAXIMUM_EXCEEDED;
        }
        out.heard(publish, publish.message().qos() == Qos.EXACTLY_ONCE ? null : publish.message());
        switch (arrival) {
            case TOO_MANY -> throw new AssertionError("returned above");
            case REPEATED -> sender.accept(new PubRec(publish.packetId()));
            case PENDING -> owedAgain(publish.packetId());
            case NEW -> handOut(publish);
        }
        return null;
    }

    void received(PubRel release) {
        boolean known = flow.released(release.packetId());
        if (known) {
            ledger.forgotten(release.packetId());
        }
        Incoming incoming = exactlyOnce.remove(release.packetId());
        Message message = incoming == null ? null : incoming.publish.message();
        out.heard(release, message);
        sender.accept(new PubComp(
                release.packetId(), known ? ReasonCode.SUCCESS : ReasonCode.PACKET_IDENTIFIER_NOT_FOUND));
    }

    /// A message has been handled: its acknowledgement goes, after those before it.
    ///
    /// @param reason an error where it could not be
    void handled(Incoming incoming, ReasonCode reason) {
        int packetId = incoming.publish.packetId();
        boolean isExactlyOnce = incoming.publish.message().qos() == Qos.EXACTLY_ONCE;
        if (isExactlyOnce && incoming.connection >= firstOfSession) {
            if (!reason.isError()) {
                ledger.received(packetId);
            } else if (exactlyOnce.get(packetId) == incoming) {
                exactlyOnce.remove(packetId);
            }
            flow.answeredExactlyOnce(packetId, reason.isError());
        }
        if (!incoming.isAnswered && incoming.connection == connection) {
            incoming.isAnswered = true;
            if (!isExactlyOnce) {
                flow.answeredAtLeastOnce();
            }
            answers.complete(incoming,
                    isExactlyOnce
                            ? new PubRec(packetId, reason, Properties.NONE)
                            : new PubAck(packetId, reason, Properties.NONE));
        }
    }

    private void owedAgain(int packetId) {
        Incoming pending = exactlyOnce.get(packetId);
        if (pending != null && pending.connection != connection) {
            pending.connection = connection;
            answers.owe(pending);
        }
    }

    private void handOut(Publish publish) {
        if (publish.message().qos() == Qos.AT_MOST_ONCE) {
            out.message(publish, null);
            return;
        }
        Incoming incoming = new Incoming(publish, connection);
        answers.owe(incoming);
        if (publish.message().qos() == Qos.EXACTLY_ONCE) {
            exactlyOnce.put(publish.packetId(), incoming);
        }
        out.message(publish, incoming);
    }
}
