package tidings.mqtt.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.Packet;
import tidings.mqtt.Qos;

/// The sending half of QoS 1 and 2 (MQTT 5.0, 4.3.2, 4.3.3), and the packet ids of everything this end sends.
///
/// A message takes a packet id with [#begin] and gives it back when its last acknowledgement has come:
///
/// ```
/// QoS 1   begin -> PUBLISH              PUBACK -> finished
/// QoS 2   begin -> PUBLISH   PUBREC -> released, PUBREL   PUBCOMP -> finished
/// ```
///
/// What is under way outlives the connection. After [#connected], [#nextResend] hands it out once more, oldest first,
/// before anything new may go (MQTT 5.0, 4.4, 4.6). Never are more messages unacknowledged on one connection than its
/// Receive Maximum (MQTT 5.0, 4.9); the caller keeps what finds no room.
///
/// Requests that are no messages (SUBSCRIBE, UNSUBSCRIBE) take their packet ids here too ([#beginRequest]), count
/// against nothing and end with the connection.
///
/// Entries lie in an open table, at the low bits of their packet id; ids are handed out in ascending order, so that
/// places are free when their turn comes. One owner, no threads.
///
/// @param <T> what the caller wants to find again by packet id
public final class OutgoingFlow<T> {

    private static final int SMALLEST_TABLE = 8;
    private static final int LARGEST_TABLE = Packet.MAX_ID + 1;

    private @Nullable Entry<T>[] table = newTable(SMALLEST_TABLE);
    private int size;
    private int lastId;
    private long lastOrder;
    private int receiveMaximum;
    private int unacknowledged;
    private List<Entry<T>> toResend = List.of();
    private int resent;

    private enum Awaited {
        PUBACK,
        PUBREC,
        PUBCOMP,
        ANSWER
    }

    private static final class Entry<T> {
        final int id;
        final long order;
        final T what;
        Awaited awaited;
        boolean onThisConnection;

        Entry(int id, long order, T what, Awaited awaited) {
            this.id = id;
            this.order = order;
            this.what = what;
            this.awaited = awaited;
        }
    }

    /// Something to be sent once more.
    ///
    /// @param release whether its PUBREL is to be sent, or else its PUBLISH, marked as a duplicate
    public record Resend<T>(int packetId, T what, boolean release) {}

    /// A flow without a connection: nothing has room until [#connected].
    public OutgoingFlow() {}

    /// Takes up what was under way before this end began anew, oldest first; before [#connected].
    ///
    /// @param released whether its PUBLISH has been acknowledged by PUBREC
    /// @throws IllegalArgumentException if the packet id is none, or in use
    public void restore(int packetId, Qos qos, boolean released, T what) {
        Packet.requireId(packetId);
        Awaited awaited = released ? Awaited.PUBCOMP : awaited(qos);
        while (table[packetId & (table.length - 1)] != null && table.length < LARGEST_TABLE) {
            grow();
        }
        if (table[packetId & (table.length - 1)] != null) {
            throw new IllegalArgumentException("The packet id " + packetId + " is in use");
        }
        lastId = packetId;
        put(new Entry<>(packetId, ++lastOrder, what, awaited));
    }

    /// A connection stands on which this session goes on: what was under way is to be sent once more.
    ///
    /// @param newReceiveMaximum how many messages the peer takes unacknowledged, 1 to 65,535
    public void connected(int newReceiveMaximum) {
        receiveMaximum = newReceiveMaximum;
        unacknowledged = 0;
        resent = 0;
        toResend = inOrder();
        toResend.forEach(entry -> entry.onThisConnection = false);
    }

    /// The connection is gone. Requests are over: their answers will not come.
    ///
    /// @param lost is given each request, oldest first
    public void disconnected(Consumer<? super T> lost) {
        receiveMaximum = 0;
        toResend = List.of();
        for (Entry<T> entry : inOrder()) {
            if (entry.awaited == Awaited.ANSWER) {
                remove(entry);
                lost.accept(entry.what);
            }
        }
    }

    /// Gives up messages at least once that are not acknowledged and meet a condition: somebody else is to have them.
    /// Without a connection only.
    ///
    /// @return them, oldest first
    public List<T> giveUp(Predicate<? super T> which) {
        List<T> given = new ArrayList<>();
        for (Entry<T> entry : inOrder()) {
            if (entry.awaited == Awaited.PUBACK && which.test(entry.what)) {
                remove(entry);
                given.add(entry.what);
            }
        }
        return given;
    }

    /// Forgets messages that meet a condition and that the peer has not said to have received: they must not be sent again.
    /// Without a connection only.
    ///
    /// @return them, oldest first
    public List<T> forget(Predicate<? super T> which) {
        List<T> forgotten = new ArrayList<>();
        for (Entry<T> entry : inOrder()) {
            boolean unreceived = entry.awaited == Awaited.PUBACK || entry.awaited == Awaited.PUBREC;
            if (unreceived && which.test(entry.what)) {
                remove(entry);
                forgotten.add(entry.what);
            }
        }
        return forgotten;
    }

    /// Forgets everything: the session is over.
    ///
    /// @return what was under way, oldest first; what the peer had already told to have received is marked for release
    public List<Resend<T>> clear() {
        List<Resend<T>> rest = underWay();
        table = newTable(SMALLEST_TABLE);
        size = 0;
        unacknowledged = 0;
        toResend = List.of();
        resent = 0;
        return rest;
    }

    /// What is under way, oldest first, requests included.
    public List<Resend<T>> underWay() {
        return inOrder().stream()
                .map(entry -> new Resend<>(entry.id, entry.what, entry.awaited == Awaited.PUBCOMP))
                .toList();
    }

    /// The next thing to send again on this connection, or null: there is none, or no room for it yet.
    public @Nullable Resend<T> nextResend() {
        while (resent < toResend.size()) {
            Entry<T> entry = toResend.get(resent);
            if (find(entry.id) != entry) {
                resent++; // acknowledged meanwhile
            } else if (entry.awaited == Awaited.PUBCOMP) {
                resent++;
                return new Resend<>(entry.id, entry.what, true);
            } else if (unacknowledged < receiveMaximum) {
                resent++;
                unacknowledged++;
                entry.onThisConnection = true;
                return new Resend<>(entry.id, entry.what, false);
            } else {
                return null;
            }
        }
        toResend = List.of();
        resent = 0;
        return null;
    }

    /// Whether a new message may go now: the peer takes one more, everything old has been sent again, and a packet id is
    /// free.
    public boolean hasRoom() {
        return unacknowledged < receiveMaximum && toResend.isEmpty() && size < Packet.MAX_ID;
    }

    /// Whether a request may go: a packet id is free.
    public boolean hasFreeId() {
        return size < Packet.MAX_ID;
    }

    /// A new message goes.
    ///
    /// @param qos once at least, or exactly once
    /// @return its packet id
    /// @throws IllegalStateException without room
    public int begin(Qos qos, T what) {
        if (!hasRoom()) {
            throw new IllegalStateException(
                    "No room: " + unacknowledged + " of " + receiveMaximum + " messages under way");
        }
        Entry<T> entry = add(what, awaited(qos));
        entry.onThisConnection = true;
        unacknowledged++;
        return entry.id;
    }

    /// A request goes that is no message.
    ///
    /// @return its packet id
    /// @throws IllegalStateException if all 65,535 packet ids are in use
    public int beginRequest(T what) {
        return add(what, Awaited.ANSWER).id;
    }

    /// A PUBACK came.
    ///
    /// @return what is finished now, or null if nothing waited for it
    public @Nullable T onPubAck(int packetId) {
        return finish(packetId, Awaited.PUBACK);
    }

    /// A PUBREC came that is no error: a PUBREL is to be sent, if the answer is not null.
    ///
    /// @return what it is about, or null if nothing waited for it
    public @Nullable T onPubRec(int packetId) {
        Entry<T> entry = find(packetId);
        if (entry == null || (entry.awaited != Awaited.PUBREC && entry.awaited != Awaited.PUBCOMP)) {
            return null;
        }
        entry.awaited = Awaited.PUBCOMP;
        return entry.what;
    }

    /// A PUBREC came that is an error.
    ///
    /// @return what is finished now, without success, or null if nothing waited for it
    public @Nullable T onPubRecError(int packetId) {
        return finish(packetId, Awaited.PUBREC);
    }

    /// A PUBCOMP came.
    ///
    /// @return what is finished now, or null if nothing waited for it
    public @Nullable T onPubComp(int packetId) {
        return finish(packetId, Awaited.PUBCOMP);
    }

    /// The request under way with a packet id, or null if there is none.
    public @Nullable T request(int packetId) {
        Entry<T> entry = find(packetId);
        return entry != null && entry.awaited == Awaited.ANSWER ? entry.what : null;
    }

    /// The answer to a request came.
    ///
    /// @return the request, or null if nothing waited for it
    public @Nullable T onAnswer(int packetId) {
        return finish(packetId, Awaited.ANSWER);
    }

    /// Whether anything is under way with this packet id: an acknowledgement that nothing waited for is a breach of the
    /// protocol then, else one that came twice.
    public boolean isUnderWay(int packetId) {
        return find(packetId) != null;
    }

    /// How much is under way, requests included.
    public int size() {
        return size;
    }

    private @Nullable T finish(int packetId, Awaited awaited) {
        Entry<T> entry = find(packetId);
        if (entry == null || entry.awaited != awaited) {
            return null;
        }
        remove(entry);
        return entry.what;
    }

    private void remove(Entry<T> entry) {
        table[entry.id & (table.length - 1)] = null;
        size--;
        if (entry.onThisConnection) {
            unacknowledged--;
        }
    }

    private @Nullable Entry<T> find(int packetId) {
        Entry<T> entry = table[packetId & (table.length - 1)];
        return entry != null && entry.id == packetId ? entry : null;
    }

    private Entry<T> add(T what, Awaited awaited) {
        if (size >= Packet.MAX_ID) {
            throw new IllegalStateException("All 65535 packet ids are in use");
        }
        if (size >= table.length / 2 && table.length < LARGEST_TABLE) {
            grow();
        }
        do {
            lastId = lastId == Packet.MAX_ID ? 1 : lastId + 1;
        } while (table[lastId & (table.length - 1)] != null);
        return put(new Entry<>(lastId, ++lastOrder, what, awaited));
    }

    private Entry<T> put(Entry<T> entry) {
        table[entry.id & (table.length - 1)] = entry;
        size++;
        return entry;
    }

    private static Awaited awaited(Qos qos) {
        return switch (qos) {
            case AT_MOST_ONCE -> throw new IllegalArgumentException("A message at most once has no packet id");
            case AT_LEAST_ONCE -> Awaited.PUBACK;
            case EXACTLY_ONCE -> Awaited.PUBREC;
        };
    }

    private void grow() {
        Entry<T>[] larger = newTable(table.length * 2);
        for (Entry<T> entry : table) {
            if (entry != null) {
                larger[entry.id & (larger.length - 1)] = entry;
            }
        }
        table = larger;
    }

    private List<Entry<T>> inOrder() {
        List<Entry<T>> entries = new ArrayList<>(size);
        Arrays.stream(table).forEach(entry -> {
            if (entry != null) {
                entries.add(entry);
            }
        });
        entries.sort(Comparator.comparingLong(entry -> entry.order));
        return entries;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no arrays of generic types
    private static <T> @Nullable Entry<T>[] newTable(int length) {
        return new Entry[length];
    }
}
