package tidings.broker.session;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tidings.broker.spi.QueueEntry;
import tidings.mqtt.Packet;
import tidings.mqtt.PubRel;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;
import tidings.mqtt.codec.PublishFrame;
import tidings.mqtt.flow.OutgoingFlow;
import tidings.mqtt.flow.OutgoingFlow.Resend;

/// What one client was sent at QoS 1 and 2 and has not acknowledged to the end (MQTT 5.0, 4.3 and 4.4).
///
/// Of a session that outlives the broker, what is sent at QoS 2, and the release of that, goes when it is stored; until
/// then nothing else of QoS 1 or 2 goes.
///
/// Owned by its session.
final class UnderWay {

    private final Session session;
    private final SessionLog log;
    private final OutgoingFlow<Delivery> flow = new OutgoingFlow<>();
    private int sendingWhenStored;

    UnderWay(Session session, SessionLog log) {
        this.session = session;
        this.log = log;
    }

    /// A connection stands: what was under way may go again, but for what this client may not hear, which may be another
    /// user than before.
    void begin(@Nullable Access rights, int receiveMaximum) {
        if (rights != null) {
            flow.forget(delivery -> !rights.mayHear(delivery.shared().message().topic())).forEach(log::removed);
        }
        flow.connected(receiveMaximum);
    }

    /// The connection is gone.
    void disconnected() {
        flow.disconnected(request -> {});
    }

    int size() {
        return flow.size();
    }

    /// Whether a message of QoS 1 or 2 may go now.
    boolean hasRoom(Qos qos) {
        return flow.hasRoom() && (sendingWhenStored == 0 || qos == Qos.EXACTLY_ONCE);
    }

    /// Sends what is to be sent again.
    void resend(Outbox to, Version version, long now) {
        if (sendingWhenStored > 0) {
            return;
        }
        for (Resend<Delivery> again = flow.nextResend(); again != null; again = flow.nextResend()) {
            if (again.release()) {
                to.send(new PubRel(again.packetId()));
            } else {
                to.send(again.what().frame(version, now), true, again.packetId());
            }
        }
    }

    /// @param waited whether it was in the queue before
    void send(Delivery delivery, PublishFrame frame, boolean waited, Outbox to) {
        int packetId = flow.begin(delivery.qos(), delivery);
        if (log.sent(delivery, waited, packetId)) {
            whenStored(to, () -> to.send(frame, false, packetId));
        } else {
            to.send(frame, false, packetId);
            delivery.sent();
        }
    }

    void onPubAck(int packetId, long now) {
        Delivery acknowledged = flow.onPubAck(packetId);
        if (acknowledged != null) {
            acknowledged.delivered();
        }
        finished(acknowledged, packetId, now);
    }

    void onPubRec(int packetId, ReasonCode reason, long now) {
        if (reason.isError()) {
            finished(flow.onPubRecError(packetId), packetId, now);
        } else {
            received(packetId, flow.onPubRec(packetId));
        }
    }

    void onPubComp(int packetId, long now) {
        finished(flow.onPubComp(packetId), packetId, now);
    }

    /// Takes up what was under way before the broker began anew.
    void restore(QueueEntry entry, Delivery delivery) {
        flow.restore(entry.progress().packetId(), entry.qos(), entry.progress().released(), delivery);
    }

    /// Gives up what is of QoS 1 and meets a condition; without a connection only.
    List<Delivery> giveUp(Predicate<Delivery> which) {
        return flow.giveUp(which);
    }

    void clear() {
        flow.clear();
    }

    /// @param delivery that the PUBREC is about, or null where none waited for it
    private void received(int packetId, @Nullable Delivery delivery) {
        Outbox to = session.outbox();
        if (delivery == null && flow.isUnderWay(packetId)) {
            refuseWrong(packetId);
        } else if (delivery == null) {
            answer(new PubRel(packetId, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND));
        } else if (log.released(delivery) && to != null) {
            whenStored(to, () -> to.send(new PubRel(packetId)));
        } else {
            answer(new PubRel(packetId));
        }
    }

    private void answer(Packet packet) {
        Outbox to = session.outbox();
        if (to != null) {
            to.send(packet);
        }
    }

    /// A delivery is over, which makes room for others; null where nothing waited for its acknowledgement.
    private void finished(@Nullable Delivery delivery, int packetId, long now) {
        if (delivery == null) {
            refuseWrong(packetId);
        } else {
            log.removed(delivery);
            session.flow(now);
        }
    }

    /// An acknowledgement came that nothing waited for: of a message long done, or not of the kind that is due.
    private void refuseWrong(int packetId) {
        Outbox to = session.outbox();
        if (to != null && flow.isUnderWay(packetId)) {
            to.disconnect(ReasonCode.PROTOCOL_ERROR);
        }
    }

    /// Sends something when it is stored what it says, if the connection is the same then. Until then nothing is sent again,
    /// and nothing new of another quality goes.
    private void whenStored(Outbox to, Runnable send) {
        sendingWhenStored++;
        log.whenStored(() -> {
            sendingWhenStored--;
            if (to.equals(session.outbox())) {
                send.run();
            }
            if (sendingWhenStored == 0) {
                session.flow(session.shard().loop().nanoTime());
            }
        });
    }
}
