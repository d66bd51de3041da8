package tidings.client.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tidings.client.MqttLoop;
import tidings.client.net.Route.Hop;

/// Moves a client on whatever thread calls: bytes between a plain socket and the same pipeline that hangs on a real channel
/// elsewhere. What other threads ask for waits in a mailbox for the next turn; what is to be called outside
/// ([#callbacks]) is called at the end of a turn, with no lock held.
public final class PumpDriver implements Driver, MqttLoop, PacketHandler.Outlet {

    private static final int READ_AT_ONCE = 64 * 1024;
    private static final int WRITABLE_BELOW = 64 * 1024;
    private static final long ROUND_UP_NANOS = 999_999;
    private static final long LONGEST_WAIT_NANOS = TimeUnit.HOURS.toNanos(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Runnable> mailbox = new ConcurrentLinkedQueue<>();
    private final Queue<Runnable> callbacks = new ConcurrentLinkedQueue<>();
    private final ByteBuffer in = ByteBuffer.allocateDirect(READ_AT_ONCE);
    private final Deque<Hop> hops = new ArrayDeque<>();
    private final TlsContexts contexts = new TlsContexts();
    private volatile @Nullable Selector selector;
    private volatile Runnable wake = () -> {};
    private volatile @Nullable SocketChannel socket;
    private @Nullable Client client;
    private @Nullable Target target;
    private @Nullable Route route;
    private @Nullable Hop hop;
    private @Nullable PumpChannel pipeline;
    private long deadline;
    private long alarmAt;
    private boolean alarmSet;
    private boolean closing;
    private boolean closed;

    @Override
    public void start(Client moved) {
        client = moved;
    }

    @Override
    public void execute(Runnable task) {
        mailbox.add(task);
        if (lock.isHeldByCurrentThread()) {
            return; // whoever is at work here looks into the mailbox before it waits
        }
        Selector waiting = selector;
        if (waiting != null) {
            waiting.wakeup();
        }
        wake.run();
    }

    /// Runs what it is given at the end of a turn.
    public Executor callbacks() {
        return task -> {
            callbacks.add(task);
            wake.run();
        };
    }

    @Override
    public void onWake(Runnable wanted) {
        wake = wanted;
    }

    @Override
    public void connect(Target wanted) {
        mailbox.add(() -> begin(wanted)); // not before the connection that is just ending has been put away
    }

    @Override
    public void abandon() {
        mailbox.add(() -> {
            hops.clear();
            if (pipeline != null) {
                pipeline.close();
            } else if (socket != null) {
                failed(new IOException("given up"));
            }
        });
    }

    @Override
    public long now() {
        return System.nanoTime();
    }

    @Override
    public void alarmIn(long nanos) {
        alarmSet = nanos != Long.MAX_VALUE;
        alarmAt = now() + (alarmSet ? nanos : 0);
    }

    @Override
    public void close() {
        execute(() -> {
            alarmIn(Long.MAX_VALUE);
            if (pipeline != null) {
                pipeline.close();
            }
            dropSocket();
            closed = true;
        });
    }

    @Override
    public boolean isWritable() {
        return pipeline == null || pipeline.unsent() < WRITABLE_BELOW;
    }

    @Override
    public void closeWhenSent() {
        closing = true;
        deadline = now() + CLOSING_NANOS;
    }

    @Override
    public @Nullable SocketChannel channel() {
        return socket;
    }

    @Override
    public boolean isConnecting() {
        SocketChannel current = socket;
        return current != null && current.isConnectionPending();
    }

    @Override
    public int interest() {
        lock.lock();
        try {
            due();
            return awaited();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void read() {
        turn(this::readSocket);
    }

    @Override
    public void write() {
        turn(this::writeSocket);
    }

    @Override
    public Duration tick() {
        return Duration.ofNanos(turn(() -> {}));
    }

    @Override
    public boolean run(Duration timeout) {
        boolean more;
        lock.lock();
        try {
            due();
            writeSocket();
            if (callbacks.isEmpty()) {
                select(Math.min(timeout.toNanos(), untilNext()));
                readSocket();
            }
            due();
            writeSocket();
            more = socket != null || alarmSet || !mailbox.isEmpty();
        } finally {
            lock.unlock();
        }
        callBack();
        return more || !callbacks.isEmpty() || !mailbox.isEmpty();
    }

    /// @return nanoseconds until more is to be done
    private long turn(Runnable work) {
        long next;
        lock.lock();
        try {
            due();
            work.run();
            due();
            next = untilNext();
        } finally {
            lock.unlock();
        }
        callBack();
        return next;
    }

    private void callBack() {
        for (Runnable callback = callbacks.poll(); callback != null; callback = callbacks.poll()) {
            callback.run();
        }
    }

    private void due() {
        for (Runnable task = mailbox.poll(); task != null; task = mailbox.poll()) {
            task.run();
        }
        if (alarmSet && now() - alarmAt >= 0) {
            alarmSet = false;
            client().alarm();
        }
        if (pipeline != null) {
            pipeline.runPendingTasks();
        }
        boolean late = (closing || isConnecting()) && now() - deadline >= 0;
        if (late && closing && pipeline != null) {
            pipeline.close();
        } else if (late) {
            failed(new IOException("connection timed out"));
        }
        if (pipeline != null && !pipeline.isActive()) {
            dropSocket();
        }
    }

    private long untilNext() {
        long next = LONGEST_WAIT_NANOS;
        if (alarmSet) {
            next = Math.min(next, alarmAt - now());
        }
        if (closing || isConnecting()) {
            next = Math.min(next, deadline - now());
        }
        long timers = pipeline == null ? -1 : pipeline.runScheduledPendingTasks();
        if (timers >= 0) {
            next = Math.min(next, timers);
        }
        return mailbox.isEmpty() ? Math.max(0, next) : 0;
    }

    private void select(long nanos) {
        if (closed) {
            closeSelector();
            return;
        }
        try {
            Selector waiting = selector;
            if (waiting == null) {
                waiting = Selector.open();
                selector = waiting;
            }
            SocketChannel current = socket;
            if (current != null) {
                current.register(waiting, awaited());
            }
            if (!mailbox.isEmpty() || nanos <= 0) {
                waiting.selectNow();
            } else {
                waiting.select(TimeUnit.NANOSECONDS.toMillis(nanos + ROUND_UP_NANOS));
            }
            waiting.selectedKeys().clear();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void closeSelector() {
        try {
            Selector unused = selector;
            selector = null;
            if (unused != null) {
                unused.close();
            }
        } catch (IOException none) {
            // it is gone, one way or the other
        }
    }

    private int awaited() {
        if (isConnecting() || pipeline == null) {
            return SelectionKey.OP_CONNECT;
        }
        int read = pipeline.config().isAutoRead() ? SelectionKey.OP_READ : 0;
        return pipeline.outboundMessages().isEmpty() ? read : read | SelectionKey.OP_WRITE;
    }

    private void begin(Target wanted) {
        dropSocket();
        target = wanted;
        hops.clear();
        try {
            Route found = Route.find(wanted, contexts);
            route = found;
            hops.addAll(found.hops());
            connectToNext(found);
        } catch (IOException impossible) {
            client().closed(impossible);
        }
    }

    private void connectToNext(Route found) {
        Hop next = hops.remove();
        hop = next;
        try {
            SocketChannel made = Sockets.open(next.address(), found.local(), target().transport().socket());
            socket = made;
            deadline = now() + target().connectTimeoutNanos();
            if (made.connect(next.address())) {
                opened();
            }
        } catch (IOException refused) {
            failed(refused);
        }
    }

    private void failed(IOException why) {
        dropSocket();
        if (route == null || hops.isEmpty()) {
            client().closed(why);
        } else {
            connectToNext(route);
        }
    }

    private void opened() {
        closing = false;
        Route found = Objects.requireNonNull(route, "connect() comes first");
        Hop reached = Objects.requireNonNull(hop, "connect() comes first");
        pipeline = new PumpChannel(made -> Layers.add(
                made, target(), found, reached, new PacketHandler(client(), made, target(), this)));
        pipeline.connected(reached.destination());
    }

    private void readSocket() {
        SocketChannel current = socket;
        try {
            if (current != null && current.isConnectionPending()) {
                if (current.finishConnect()) {
                    opened();
                }
                return;
            }
        } catch (IOException refused) {
            failed(refused);
            return;
        }
        try {
            while (current != null && pipeline != null && pipeline.isActive() && pipeline.config().isAutoRead()) {
                int count = current.read(in.clear());
                if (count == 0) {
                    break;
                } else if (count < 0) {
                    pipeline.close();
                } else {
                    pipeline.writeInbound(pipeline.alloc().buffer(count).writeBytes(in.flip()));
                }
            }
        } catch (IOException lost) {
            lost(lost);
        }
    }

    private void writeSocket() {
        SocketChannel current = socket;
        if (pipeline == null || current == null) {
            return;
        }
        pipeline.runPendingTasks();
        boolean full = !isWritable();
        try {
            pipeline.writeTo(current);
        } catch (IOException lost) {
            lost(lost);
            return;
        }
        if (closing && pipeline.outboundMessages().isEmpty()) {
            pipeline.close();
        } else if (full && isWritable()) {
            client().writable();
        }
    }

    private void lost(IOException why) {
        if (pipeline != null) {
            pipeline.pipeline().fireExceptionCaught(why);
        }
    }

    private void dropSocket() {
        SocketChannel current = socket;
        socket = null;
        closing = false;
        PumpChannel ended = pipeline;
        pipeline = null;
        try {
            if (current != null && ended != null) {
                ended.writeTo(current); // the farewell of a layer, if the socket takes it
            }
            if (current != null) {
                current.close();
            }
        } catch (IOException none) {
            // it is gone, one way or the other
        } finally {
            if (ended != null) {
                ended.releaseOutbound();
            }
        }
    }

    private Client client() {
        return Objects.requireNonNull(client, "start() comes first");
    }

    private Target target() {
        return Objects.requireNonNull(target, "connect() comes first");
    }
}
