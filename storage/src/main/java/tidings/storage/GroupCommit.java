package tidings.storage;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes for many at once.
///
/// One thread owns the one connection that writes. It takes all the [Work] that waits, writes it in one transaction,
/// commits, and answers. Meanwhile the next work gathers, so groups grow with the load: an idle database answers after one
/// sync, a busy one syncs as seldom as it must, and nobody tunes anything.
///
/// A work that fails takes nobody with it. The group is then rolled back and written once more, with a savepoint for
/// each; the usual case pays nothing for that. A disk that is full or cannot be written fails the group, with one line
/// in the log, and the next group tries again.
///
/// An error of the machine, such as memory that is used up, ends the writer: what waits fails and whatever comes later as
/// well, and what was committed is there at the next start.
///
/// What waits is bounded by weight. Who is turned away keeps its work and asks to be told when there is room
/// ([#whenRoom]), so that the pressure goes back to where the work comes from.
///
/// Any thread may use it. Nothing here blocks but [#close].
public final class GroupCommit implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
    private static final Duration BETWEEN_WARNINGS = Duration.ofSeconds(10);

    private final WriterConnection connection;
    private final WorkQueue queue;
    private final int largestGroup;
    private final Queue<Runnable> waitingForRoom = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean closing;

    // The writer's thread only
    private final Deque<Work> taken = new ArrayDeque<>();
    private final List<Work> following = new ArrayList<>();
    private final Deque<Work> group = new ArrayDeque<>(); // those that are answered leave it
    private final Gathering gathering;
    private final Durations commits = new Durations();
    private long failedSinceWarning;
    private long nextWarning = System.nanoTime();

    /// Starts the writer.
    ///
    /// @param capacity how much work may weigh that waits or is being written
    /// @param largestGroup how many are written in one transaction, at most
    /// @param gathering how long it waits for more work where there is much
    GroupCommit(
            WriterConnection connection, long capacity, int largestGroup, Duration gathering, String name) {
        this.connection = connection;
        this.queue = new WorkQueue(capacity);
        this.largestGroup = largestGroup;
        this.gathering = new Gathering(gathering);
        this.thread = Thread.ofPlatform().name(name).start(this::run);
    }

    /// A change that gives a value.
    @FunctionalInterface
    public interface Change<T> {

        /// As [Work#write].
        T write(Statements on) throws SQLException;
    }

    /// Hands over work. On a closed database it fails at once.
    ///
    /// @return false where too much waits already: it was not taken, and is not answered
    public boolean offer(Work work) {
        switch (queue.offer(work)) {
            case WAITS -> {}
            case WAITS_FIRST -> LockSupport.unpark(thread);
            case FULL -> {
                return false;
            }
            case CLOSED -> work.failed(new StorageException("The database is closed"));
        }
        return true;
    }

    /// Hands over work that goes with the next group, before all else, and finds room in any case: for those who are called
    /// on the writer's thread, and have to keep pace with it. Who is on another thread must not use it.
    public void follow(Work work) {
        queue.add(work.weight());
        following.add(work);
    }

    /// Hands over a change whose outcome somebody wants to know: for what is not on a hot path.
    ///
    /// @return completed on the writer's thread; with what the change threw where that is unchecked, else with a
    /// [StorageException]; at once where too much waits
    public <T> CompletableFuture<T> submit(Change<T> change) {
        CompletableFuture<T> outcome = new CompletableFuture<>();
        if (!offer(new ChangeWork<>(change, outcome))) {
            outcome.completeExceptionally(new StorageException("Too much waits to be written; try again later"));
        }
        return outcome;
    }

    /// Runs a task once, when at least half of the room is free: now, or on the writer's thread. It must not block.
    public void whenRoom(Runnable task) {
        waitingForRoom.add(task);
        tellOfRoom();
    }

    /// How long groups took, from their first write to the end of their commit.
    public Durations.Tally commits() {
        return commits.tally();
    }

    /// Writes what waits, answers it, and stops. Blocks until then.
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true; // half a group is no place to stop
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            writeUntilClosed();
        } catch (Error e) {
            LOG.error("{} is not written any more, since the writer has ended; what was answered is there at the next "
                    + "start", connection.place(), e);
            failAll(e);
        }
        tellOfRoom();
        connection.end();
    }

    private void writeUntilClosed() {
        while (!closing) {
            gathering.await(queue, () -> closing);
            queue.takeAll(taken);
            if (!taken.isEmpty() || !following.isEmpty()) {
                writeTaken();
            } else if (!closing) { // a gathering may have been woken for that, and nobody says it twice
                LockSupport.park(this);
            }
        }
        queue.close(taken);
        while (!taken.isEmpty() || !following.isEmpty()) {
            writeTaken();
        }
    }

    private void failAll(Error why) {
        connection.rollback();
        queue.close(group);
        for (Collection<Work> some : List.of(group, following, taken)) {
            some.forEach(work -> failed(work, why));
        }
    }

    private void writeTaken() {
        do {
            group.addAll(following);
            following.clear();
            while (group.size() < largestGroup && !taken.isEmpty()) {
                group.add(taken.remove());
            }
            gathering.begins(group.size());
            writeGroup();
            tellOfRoom();
        } while (!taken.isEmpty());
    }

    private void writeGroup() {
        long start = System.nanoTime();
        try {
            Statements on = connection.begin();
            for (Work work : group) {
                work.write(on);
            }
            connection.commit();
            commits.add(System.nanoTime() - start, 1);
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            if (group.size() == 1 || WriterConnection.concernsAll(e)) {
                failGroup(e);
            } else {
                writeOneByOne();
            }
            return;
        }
        while (!group.isEmpty()) {
            committed(group.remove());
        }
    }

    /// Somebody in the group failed; who, shows now.
    private void writeOneByOne() {
        IdentityHashMap<Work, Exception> failures = new IdentityHashMap<>();
        try {
            connection.begin();
            for (Work work : group) {
                Exception failure = connection.inSavepoint(work);
                if (failure != null) {
                    failures.put(work, failure);
                }
            }
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            failGroup(e);
            return;
        }
        while (!group.isEmpty()) {
            Work work = group.remove();
            Exception failure = failures.get(work);
            if (failure == null) {
                committed(work);
            } else {
                failed(work, failure);
            }
        }
    }

    private void failGroup(Exception why) {
        warn(why);
        while (!group.isEmpty()) {
            failed(group.remove(), why);
        }
    }

    private void committed(Work work) {
        queue.done(work);
        answer(work::committed);
    }

    private void failed(Work work, Throwable failure) {
        queue.done(work);
        answer(() -> work.failed(new StorageException("It was not written: " + failure.getMessage(), failure)));
    }

    private static void answer(Runnable answer) {
        try {
            answer.run();
        } catch (RuntimeException e) {
            LOG.error("An answer of the database fell on deaf ears", e);
        }
    }

    private void warn(Exception failure) {
        if (!WriterConnection.concernsAll(failure)) {
            return; // who asked for it is told
        }
        failedSinceWarning += group.size();
        if (System.nanoTime() - nextWarning >= 0) {
            nextWarning = System.nanoTime() + BETWEEN_WARNINGS.toNanos();
            LOG.error("{} cannot be written: {} ({} refused since the last line)", connection.place(),
                    failure.getMessage(), failedSinceWarning);
            failedSinceWarning = 0;
        }
    }

    private void tellOfRoom() {
        while (queue.hasRoom()) {
            Runnable task = waitingForRoom.poll();
            if (task == null) {
                return;
            }
            answer(task);
        }
    }

    /// A change, and who waits for it.
    private static final class ChangeWork<T> implements Work {
        private final Change<T> change;
        private final CompletableFuture<T> outcome;
        private @Nullable T value;

        ChangeWork(Change<T> change, CompletableFuture<T> outcome) {
            this.change = change;
            this.outcome = outcome;
        }

        @Override
        public void write(Statements on) throws SQLException {
            value = change.write(on);
        }

        @Override
        @SuppressWarnings("NullAway") // a T is what the change gave, null where T may be null
        public void committed() {
            outcome.complete(value);
        }

        @Override
        public void failed(StorageException why) {
            boolean ownWords = why.getCause() instanceof RuntimeException;
            outcome.completeExceptionally(ownWords ? why.getCause() : why);
        }
    }
}
