package tidings.client.store;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidings.client.SessionStore;
import tidings.client.engine.Ledger;
import tidings.mqtt.Bytes;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;
import tidings.mqtt.Publish;
import tidings.mqtt.Version;
import tidings.mqtt.codec.Decoder;
import tidings.mqtt.codec.Encoder;
import tidings.mqtt.codec.MalformedPacketException;

/// Keeps a session in the entries of a store. The highest byte of a key says what the entry is:
///
/// | | the rest of the key | value |
/// | --- | --- | --- |
/// | 1 | number of a message | the message, as a PUBLISH of MQTT 5.0 |
/// | 2 | number of a message | how it was sent: packet id (2), whether it was released (1) |
/// | 3 | packet id of a message that was received | |
///
/// What is told within one turn of the client's thread is committed at once: before anything of the turn is sent, or at its
/// end. Where the store fails, that is logged, and the client goes on without.
public final class StoredLedger implements Ledger {

    private static final Logger LOG = System.getLogger(StoredLedger.class.getName());
    private static final int KIND = 56;
    private static final long MESSAGE = 1L << KIND;
    private static final long SENT = 2L << KIND;
    private static final long RECEIVED = 3L << KIND;
    private static final long REST = (1L << KIND) - 1;
    private static final Encoder ENCODER = Encoder.of(Version.V5);

    private final SessionStore.Entries entries;
    private final Consumer<Runnable> atEndOfTurn;
    private final BitSet received = new BitSet();
    private boolean uncommitted;
    private boolean failed;

    /// @param atEndOfTurn runs something on the client's thread, when what is going on there is over
    public StoredLedger(SessionStore.Entries entries, Consumer<Runnable> atEndOfTurn) {
        this.entries = entries;
        this.atEndOfTurn = atEndOfTurn;
    }

    /// The messages that an earlier process left behind, oldest first.
    public List<Left> left() {
        List<Left> left = new ArrayList<>();
        Map<Long, Bytes> sent = new HashMap<>();
        entries.forEach((key, value) -> {
            if ((key & ~REST) == SENT) {
                sent.put(key & REST, value);
            }
        });
        entries.forEach((key, value) -> {
            Message message = (key & ~REST) == MESSAGE ? decoded(value) : null;
            if (message != null) {
                left.add(left(key & REST, message, sent.get(key & REST)));
            }
        });
        return left;
    }

    /// The packet ids of messages that an earlier process had received.
    public List<Integer> receivedIds() {
        entries.forEach((key, value) -> {
            if ((key & ~REST) == RECEIVED) {
                received.set((int) (key & REST));
            }
        });
        return received.stream().boxed().toList();
    }

    /// What was told before survives from here on.
    public void commit() {
        if (uncommitted) {
            uncommitted = false;
            change(SessionStore.Entries::commit);
        }
    }

    /// Everything is forgotten.
    public void clear() {
        received.clear();
        write(SessionStore.Entries::clear);
    }

    /// Nothing more is told.
    public void close() {
        change(SessionStore.Entries::close);
        failed = true;
    }

    @Override
    public void queued(long number, Message message) {
        write(store -> store.put(MESSAGE | number, encoded(message)));
    }

    @Override
    public void sent(long number, int packetId) {
        write(store -> store.put(SENT | number, sent(packetId, false)));
    }

    @Override
    public void released(long number, int packetId) {
        write(store -> store.put(SENT | number, sent(packetId, true)));
    }

    @Override
    public void queuedAgain(long number) {
        write(store -> store.remove(SENT | number));
    }

    @Override
    public void finished(long number) {
        write(store -> {
            store.remove(MESSAGE | number);
            store.remove(SENT | number);
        });
    }

    @Override
    public void received(int packetId) {
        received.set(packetId);
        write(store -> store.put(RECEIVED | packetId, Bytes.EMPTY));
    }

    @Override
    public void forgotten(int packetId) {
        received.clear(packetId);
        write(store -> store.remove(RECEIVED | packetId));
    }

    @Override
    public void forgottenAll() {
        received.stream().forEach(packetId -> write(store -> store.remove(RECEIVED | packetId)));
        received.clear();
    }

    private void write(Consumer<SessionStore.Entries> change) {
        if (!uncommitted) {
            uncommitted = true;
            atEndOfTurn.accept(this::commit);
        }
        change(change);
    }

    private void change(Consumer<SessionStore.Entries> change) {
        if (failed) {
            return;
        }
        try {
            change.accept(entries);
        } catch (UncheckedIOException broken) {
            failed = true;
            LOG.log(Level.ERROR, "From here on the session does not survive the process", broken);
        }
    }

    private static Left left(long number, Message message, @Nullable Bytes sent) {
        return sent == null
                ? new Left(number, message, Packet.NO_ID, false)
                : new Left(number, message, (sent.at(0) << Byte.SIZE) | sent.at(1), sent.at(2) != 0);
    }

    private static Bytes sent(int packetId, boolean released) {
        byte flag = (byte) (released ? 1 : 0);
        return Bytes.handOver(new byte[]{(byte) (packetId >> Byte.SIZE), (byte) packetId, flag});
    }

    private static Bytes encoded(Message message) {
        Publish publish = new Publish(message, false, 1);
        byte[] bytes = new byte[ENCODER.size(publish)];
        ByteBuf out = Unpooled.wrappedBuffer(bytes).clear();
        ENCODER.encode(publish, out);
        return Bytes.handOver(bytes);
    }

    private static @Nullable Message decoded(Bytes value) {
        try {
            Packet packet = Decoder.forClient(Version.V5, Integer.MAX_VALUE).decode(value.asByteBuf());
            return packet instanceof Publish publish ? publish.message() : null;
        } catch (MalformedPacketException damaged) {
            LOG.log(Level.WARNING, "A message in the store is damaged, and left out: {0}", damaged.getMessage());
            return null;
        }
    }
}
