package tidings.broker.session;

import java.time.Duration;
import java.util.Set;
import tidings.broker.Limits;
import tidings.broker.spi.Mount.Answer;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;
import tidings.mqtt.PubAck;
import tidings.mqtt.PubComp;
import tidings.mqtt.PubRec;
import tidings.mqtt.PubRel;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;
import tidings.mqtt.flow.AnswerOrder;
import tidings.mqtt.flow.AnswerOrder.Owed;
import tidings.mqtt.flow.IncomingAliases;
import tidings.mqtt.flow.IncomingFlow;

/// What a client publishes, on one connection: each message is handed on once, and answered in order when whoever took it
/// says so.
///
/// While too many messages are unanswered, or too many bytes, the connection is not read: a client of 3.x does not know a
/// Receive Maximum, none counts what it sends at QoS 0, and memory has an end.
final class Inbound {

    private static final Duration BEFORE_NEXT_LOOK = Duration.ofMillis(10);

    /// Takes messages, whole and once.
    interface Sink {
        void accept(Message message, Answer answer);
    }

    private final Version version;
    private final Limits limits;
    private final Loop loop;
    private final Outbox outbox;
    private final IncomingFlow flow;
    private final IncomingAliases aliases;
    private final AnswerOrder<Packet> answers;
    private final SessionLog log;
    /// Their answers are on the way to the connection before this one.
    private final Set<Integer> pendingBefore;
    private int unanswered;
    private long unansweredBytes;
    private boolean paused;
    private boolean held;
    private boolean undecided;
    private boolean closed;

    /// @param log where packet ids of QoS 2 are told
    Inbound(Version version, Limits limits, Loop loop, Outbox outbox, IncomingFlow flow, SessionLog log) {
        this.version = version;
        this.limits = limits;
        this.loop = loop;
        this.outbox = outbox;
        this.flow = flow;
        this.log = log;
        this.pendingBefore = flow.pending();
        this.aliases = new IncomingAliases(version.hasProperties() ? limits.topicAliases() : 0);
        this.answers = new AnswerOrder<>(outbox::send);
        flow.connected(version.hasProperties() ? limits.receiveMaximum() : Packet.MAX_ID);
    }

    void publish(Publish packet, Sink sink) {
        Publish publish = aliases.resolve(packet);
        if (publish == null) {
            outbox.disconnect(aliases.refusal(packet));
            return;
        }
        switch (flow.arrived(publish)) {
            case NEW -> take(publish, sink);
            case REPEATED -> outbox.send(new PubRec(publish.packetId()));
            case PENDING -> {
                if (pendingBefore.remove(publish.packetId())) {
                    answerLater(publish.packetId());
                }
            }
            case TOO_MANY -> outbox.disconnect(ReasonCode.RECEIVE_MAXIMUM_EXCEEDED); // [MQTT-3.3.4-7]
        }
    }

    void release(PubRel release) {
        int packetId = release.packetId();
        if (!flow.released(packetId)) {
            outbox.send(new PubComp(packetId, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND));
        } else {
            log.completed(packetId);
            log.whenStored(() -> outbox.send(new PubComp(packetId))); // [MQTT-4.3.3-11]
        }
    }

    /// Reads no more from this client until all is stored that waits to be.
    void pauseUntilStored(Keeping keeping) {
        if (!held) {
            held = true;
            applyReading();
            keeping.whenAllStored(() -> {
                held = false;
                applyReading();
            });
        }
    }

    /// Reads no more from this client as long as something of it is not decided.
    void undecided(boolean waiting) {
        undecided = waiting;
        applyReading();
    }

    /// The connection is gone: answers that come later are for nobody.
    void close() {
        closed = true;
        answers.clear();
    }

    private void take(Publish publish, Sink sink) {
        Message message = publish.message();
        unanswered++;
        unansweredBytes += message.payload().size();
        pauseIfFull();
        if (message.qos() == Qos.AT_MOST_ONCE) {
            sink.accept(message, new Once((reason, refused) -> {
                if (refused) {
                    disconnect(reason);
                }
                answered(message);
            }));
            return;
        }
        if (message.qos() == Qos.EXACTLY_ONCE) {
            log.received(publish.packetId());
        }
        Owed<Packet> owed = answers.owe();
        sink.accept(message, new Once((reason, refused) -> {
            answer(publish, owed, reason, refused);
            answered(message);
        }));
    }

    private void answer(Publish publish, Owed<Packet> owed, ReasonCode reason, boolean refused) {
        if (refused && !version.hasProperties()) {
            disconnect(reason);
            return;
        }
        int id = publish.packetId();
        ReasonCode told = version.hasProperties() ? reason : ReasonCode.SUCCESS;
        if (publish.message().qos() == Qos.AT_LEAST_ONCE) {
            if (!closed) {
                flow.answeredAtLeastOnce(); // the next connection counts its own
            }
            answers.complete(owed, new PubAck(id, told));
        } else {
            flow.answeredExactlyOnce(id, told.isError());
            if (told.isError()) {
                log.completed(id);
            }
            // That nobody listens is not told here: its message is not done yet, and mosquitto says nothing either.
            answers.complete(owed, told.isError() ? new PubRec(id, told) : new PubRec(id));
        }
    }

    private void answered(Message message) {
        unanswered--;
        unansweredBytes -= message.payload().size();
        resumeIfRoom();
    }

    private void disconnect(ReasonCode reason) {
        if (!closed) {
            outbox.disconnect(reason);
        }
    }

    private void pauseIfFull() {
        if (!paused && (owed() >= limits.receiveMaximum() || unansweredBytes >= limits.queuedBytes())) {
            paused = true;
            applyReading();
        }
    }

    private void resumeIfRoom() {
        if (paused && owed() <= limits.receiveMaximum() / 2 && unansweredBytes <= limits.queuedBytes() / 2) {
            paused = false;
            applyReading();
        }
    }

    /// How many are unanswered, or wait for the answer to one before.
    private int owed() {
        return Math.max(unanswered, answers.size());
    }

    private void applyReading() {
        if (!closed) {
            outbox.reading(!paused && !held && !undecided);
        }
    }

    /// Looks again and again whether the answer was given to the connection before this one, and gives it here too.
    private void answerLater(int packetId) {
        loop.schedule(() -> {
            if (flow.isAnswered(packetId)) {
                outbox.send(new PubRec(packetId));
            } else if (!closed && flow.pending().contains(packetId)) {
                answerLater(packetId);
            }
        }, BEFORE_NEXT_LOOK);
    }

    /// What becomes of a message, on the loop.
    private interface Outcome {
        void of(ReasonCode reason, boolean refused);
    }

    /// Brings an answer to the loop, from wherever it is given. After the end of the connection only the flow hears of it:
    /// at QoS 2 its packet id outlives the connection.
    private final class Once implements Answer {
        private final Outcome outcome;

        Once(Outcome outcome) {
            this.outcome = outcome;
        }

        @Override
        public void accept(ReasonCode reason) {
            onLoop(reason, false);
        }

        @Override
        public void refuse(ReasonCode reason) {
            onLoop(reason, true);
        }

        private void onLoop(ReasonCode reason, boolean refused) {
            if (loop.isCurrent()) {
                outcome.of(reason, refused);
            } else {
                loop.execute(() -> outcome.of(reason, refused));
            }
        }
    }
}
