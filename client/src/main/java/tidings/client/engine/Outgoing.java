package tidings.client.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tidings.client.Published;
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
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Subscribe;
import tidings.mqtt.Version;
import tidings.mqtt.flow.OutgoingAliases;
import tidings.mqtt.flow.OutgoingFlow;
import tidings.mqtt.flow.OutgoingFlow.Resend;

/// What the application publishes and asks: first the queue, then under way, then done.
///
/// Nothing of quality 1 or 2 that was taken is ever given up by a lost connection: with the session it is sent again as it
/// was, without it as new.
public final class Outgoing {

    private static final int ALIAS_BYTES = 4; // the property, and one more byte for a length that grows by it

    private final Settings settings;
    private final Consumer<Packet> sender;
    private final BooleanSupplier writable;
    private final LongSupplier clock;
    private final Ledger ledger;
    private final OutgoingFlow<Ticket> flow = new OutgoingFlow<>();
    private final Deque<Request<?>> requests = new ArrayDeque<>();
    private final Backlog backlog;
    private ServerLimits limits = ServerLimits.NONE;
    private OutgoingAliases aliases = new OutgoingAliases(0);
    private boolean connected;
    private boolean closed;
    private boolean begun;

    /// What is found again by its packet id.
    sealed interface Ticket permits Publishing, Request {}

    /// @param sender where packets go
    /// @param writable whether more may go without piling up; messages wait until it may
    /// @param clock the time now, in nanoseconds
    Outgoing(
            Settings settings, Consumer<Packet> sender, BooleanSupplier writable, LongSupplier clock, Ledger ledger) {
        this.settings = settings;
        this.sender = sender;
        this.writable = writable;
        this.clock = clock;
        this.ledger = ledger;
        this.backlog = new Backlog(settings.queueing(), ledger);
    }

    /// Takes up a message that an earlier process left behind. Nobody waits for its end any more.
    void restore(Ledger.Left left) {
        Publishing publishing = new Publishing(left.message(), Reply.unheard());
        publishing.number = left.number();
        if (left.packetId() == Packet.NO_ID) {
            backlog.restore(publishing);
        } else {
            publishing.packetId = left.packetId();
            backlog.restored(left.number());
            flow.restore(left.packetId(), left.message().qos(), left.released(), publishing);
        }
    }

    /// The server let the client in. Nothing goes before [#begin].
    void connected(ServerLimits server, boolean sessionPresent) {
        limits = server;
        aliases = new OutgoingAliases(Math.min(settings.queueing().aliases(), server.topicAliases()));
        connected = true;
        if (!sessionPresent) {
            startAnew();
        }
        flow.connected(server.window(settings.queueing().inFlight()));
    }

    /// What waited goes.
    void begin() {
        begun = true;
        drain();
    }

    /// The connection is gone.
    ///
    /// @param again whether another one will be made: what was asked for will then be asked again
    void disconnected(boolean again) {
        connected = false;
        begun = false;
        List<Request<?>> unanswered = new ArrayList<>();
        flow.disconnected(ticket -> {
            if (ticket instanceof Request<?> request) {
                unanswered.add(request);
            }
        });
        if (again) {
            unanswered.reversed().forEach(requests::addFirst);
        } else {
            unanswered.forEach(Request::lost);
        }
        if (!settings.queueing().atMostOnce()) {
            backlog.drainAtMostOnce(Outgoing::lost);
        }
    }

    /// More may be sent.
    void writable() {
        drain();
    }

    /// Whether nothing waits and nothing is under way.
    boolean isIdle() {
        return requests.isEmpty() && backlog.isEmpty() && flow.size() == 0;
    }

    /// How many messages wait.
    int queued() {
        return backlog.size();
    }

    /// How many messages and requests are under way.
    int underWay() {
        return flow.size();
    }

    /// @param patient whether to wait for a place in a full queue, or else to fail
    void publish(Message message, Reply<Published> reply, boolean patient) {
        Publishing publishing = new Publishing(message, reply);
        Failure objection = connected ? limits.objectionTo(message) : null;
        if (objection != null) {
            reply.failed(objection);
        } else if (closed) {
            reply.failed(new Failure.Lost());
        } else if (!connected && publishing.isAtMostOnce() && !settings.queueing().atMostOnce()) {
            reply.failed(new Failure.NotConnected());
        } else if (patient) {
            backlog.addPatiently(publishing);
            drain();
        } else {
            backlog.add(publishing);
            drain();
        }
    }

    /// Asks, now or as soon as there is a connection.
    void request(Request<?> request) {
        if (closed) {
            request.lost();
        } else {
            requests.add(request);
            drain();
        }
    }

    /// The answer to a request came; one that nobody waits for is not looked at.
    ///
    /// @return whether it answers all that was asked
    boolean answered(int packetId, Packet answer, int reasons) {
        if (!(flow.request(packetId) instanceof Request<?> request) || !request.answer().isInstance(answer)) {
            return true;
        }
        if (request.count() > 0 && request.count() != reasons) {
            return false;
        }
        flow.onAnswer(packetId);
        request.complete(answer);
        return true;
    }

    void received(PubAck ack) {
        finish(flow.onPubAck(ack.packetId()), ack.reason(), ack.properties());
    }

    void received(PubRec ack) {
        if (ack.reason().isError()) {
            finish(flow.onPubRecError(ack.packetId()), ack.reason(), ack.properties());
            return;
        }
        boolean known = flow.onPubRec(ack.packetId()) instanceof Publishing publishing && released(publishing);
        sender.accept(
                new PubRel(ack.packetId(), known ? ReasonCode.SUCCESS : ReasonCode.PACKET_IDENTIFIER_NOT_FOUND));
    }

    void received(PubComp ack) {
        finish(flow.onPubComp(ack.packetId()), ack.reason(), ack.properties());
    }

    /// Everything that waits will not be sent: the client is closed.
    void close() {
        closed = true;
        flow.clear().forEach(rest -> lost(rest.what()));
        requests.forEach(Request::lost);
        requests.clear();
        backlog.drain(Outgoing::lost);
    }

    /// How long until something is to be repeated on this connection, in nanoseconds; [Long#MAX_VALUE] for never. Where
    /// nothing is under way something may be at any time.
    long untilRetry() {
        if (!connected || !repeats()) {
            return Long.MAX_VALUE;
        }
        return flow.underWay()
                .stream()
                .filter(each -> each.what() instanceof Publishing)
                .mapToLong(each -> ((Publishing) each.what()).sentAt + settings.retryNanos() - clock.getAsLong())
                .min()
                .orElse(settings.retryNanos());
    }

    /// Repeats what has not been answered for long (MQTT 3.1, 4.2).
    void retry() {
        if (!connected || !repeats()) {
            return;
        }
        for (Resend<Ticket> each : flow.underWay()) {
            if (each.what() instanceof Publishing publishing
                    && clock.getAsLong() - publishing.sentAt >= settings.retryNanos()) {
                repeat(each, publishing);
            }
        }
    }

    /// Later versions forbid it (MQTT 5.0, 4.4).
    private boolean repeats() {
        return settings.retryNanos() > 0 && limits.version() == Version.V3_1;
    }

    private void send(Request<?> request) {
        int packetId = flow.beginRequest(request);
        Packet packet = request.maker().make(packetId);
        Failure objection = objectionTo(packet);
        if (objection == null) {
            sender.accept(packet);
        } else {
            flow.onAnswer(packetId);
            request.reply().failed(objection);
        }
    }

    private @Nullable Failure objectionTo(Packet packet) {
        Failure objection = packet instanceof Subscribe subscribe
                ? limits.objectionTo(subscribe.subscriptions(), subscribe.properties())
                : null;
        return objection == null ? limits.objectionTo(packet) : objection;
    }

    /// Sends what may go: first what was under way before, then what waits. At most once needs no room in the window of
    /// the server, and does not wait behind those that do.
    private void drain() {
        if (!begun) {
            return;
        }
        while (!requests.isEmpty() && flow.hasFreeId()) {
            send(requests.remove());
        }
        while (backlog.hasAtMostOnce() && writable.getAsBoolean()) {
            Publishing next = backlog.pollAtMostOnce();
            if (next != null && mayGo(next)) {
                sender.accept(Publish.of(onTheWire(next.message)));
                next.reply.done(new Published(Packet.NO_ID, ReasonCode.SUCCESS, Properties.NONE));
            }
        }
        resend();
        while (flow.hasRoom() && backlog.hasAssured() && writable.getAsBoolean()) {
            Publishing next = backlog.pollAssured();
            if (next != null && mayGo(next)) {
                next.packetId = flow.begin(next.message.qos(), next);
                ledger.sent(next.number, next.packetId);
                send(next, false);
            }
        }
    }

    private void resend() {
        while (writable.getAsBoolean()) {
            Resend<Ticket> again = flow.nextResend();
            if (again == null) {
                return;
            }
            if (again.what() instanceof Publishing publishing) {
                repeat(again, publishing);
            }
        }
    }

    private void repeat(Resend<Ticket> again, Publishing publishing) {
        if (again.release()) {
            publishing.sentAt = clock.getAsLong();
            sender.accept(new PubRel(again.packetId()));
        } else {
            send(publishing, true);
        }
    }

    private void send(Publishing publishing, boolean duplicate) {
        publishing.sentAt = clock.getAsLong();
        sender.accept(new Publish(onTheWire(publishing.message), duplicate, publishing.packetId));
    }

    private boolean released(Publishing publishing) {
        ledger.released(publishing.number, publishing.packetId);
        publishing.sentAt = clock.getAsLong();
        return true;
    }

    /// With the number of its topic, where the server takes one more byte or four.
    private Message onTheWire(Message message) {
        Integer given = message.properties().get(Property.TOPIC_ALIAS);
        if (given != null && given > limits.topicAliases()) { // of an application, for a server that is gone
            return message.withProperties(message.properties().without(Property.TOPIC_ALIAS));
        }
        return limits.fits(message, ALIAS_BYTES) ? aliases.shorten(message) : message;
    }

    /// Whether this server can be sent a message; if not, it has failed.
    private boolean mayGo(Publishing publishing) {
        Failure objection = limits.objectionTo(publishing.message);
        if (objection != null) {
            ledger.finished(publishing.number);
            publishing.reply.failed(objection);
        }
        return objection == null;
    }

    /// The server has no session: what was under way goes to the front of the queue, but for what the server had told to
    /// have received.
    private void startAnew() {
        for (Resend<Ticket> rest : flow.clear().reversed()) {
            if (rest.what() instanceof Publishing publishing) {
                if (rest.release()) {
                    ledger.finished(publishing.number);
                    done(publishing, ReasonCode.SUCCESS, Properties.NONE);
                } else {
                    ledger.queuedAgain(publishing.number);
                    backlog.putBack(publishing);
                }
            }
        }
    }

    private void finish(@Nullable Ticket finished, ReasonCode reason, Properties properties) {
        if (finished instanceof Publishing publishing) {
            ledger.finished(publishing.number);
            if (reason.isError()) {
                String text = properties.get(Property.REASON_STRING, reason.text());
                publishing.reply.failed(new Failure.Refused(true, reason, text, properties));
            } else {
                done(publishing, reason, properties);
            }
            drain();
        }
    }

    private static void done(Publishing publishing, ReasonCode reason, Properties properties) {
        publishing.reply.done(new Published(publishing.packetId, reason, properties));
    }

    private static void lost(Ticket what) {
        switch (what) {
            case Publishing publishing -> publishing.reply.failed(new Failure.Lost());
            case Request<?> request -> request.lost();
        }
    }
}
