package tidings.storage;

import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings what is in the journal to its places, beside the writer: pages all over the file take a disk long, and whoever
/// waits for a commit would wait for that too.
///
/// A thread with a connection of its own copies the journal in small steps while the writer goes on, and syncs the file
/// after each, since a sync of the writer's own waits for what the disk is already busy with. When the journal has grown, the
/// writer copies what came during the last step, between two transactions, so that it begins anew: few pages, as all
/// others are on the disk by then. Were it never to be so, SQLite would copy all of it within a commit ([SqliteFile]), as
/// it does by itself.
///
/// Its owner is the writer's thread; the other thread only copies.
final class Checkpointer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Checkpointer.class);
    private static final long BETWEEN_LOOKS_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int STEP_PAGES = 500;
    private static final int JOURNAL_PAGES = 4_000;
    /// The writer copies this part of a journal, at most: more where the journal is in danger of growing without end.
    private static final int FEW = 16;

    private final WriterConnection.Opener opener;
    private final DataFile file;
    private final Thread thread;
    private volatile State state = State.IDLE;
    private long nextLook = System.nanoTime();

    private enum State {
        IDLE,
        COPYING,
        COPIED,
        CLOSED
    }

    /// Pages of the journal, and how many of them are in their places.
    private record Progress(long pages, long copied) {
        long left() {
            return pages - copied;
        }
    }

    Checkpointer(WriterConnection.Opener opener, DataFile file) {
        this.opener = opener;
        this.file = file;
        this.thread = Thread.ofPlatform().name("checkpoint").daemon().start(this::run);
    }

    /// The writer has committed, and is in no transaction.
    void committed(Statements on) throws SQLException {
        switch (state) {
            case IDLE -> look(on);
            case COPIED -> {
                state = State.IDLE;
                beginAnew(on);
            }
            case COPYING, CLOSED -> {} // somebody else's turn
        }
    }

    /// Stops, after what is being copied.
    @Override
    public void close() {
        state = State.CLOSED;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(Statements on) throws SQLException {
        long now = System.nanoTime();
        if (now - nextLook >= 0) {
            nextLook = now + BETWEEN_LOOKS_NANOS;
            if (checkpoint(on, "NOOP").left() >= STEP_PAGES) {
                state = State.COPYING;
                LockSupport.unpark(thread);
            }
        }
    }

    private static void beginAnew(Statements on) throws SQLException {
        Progress progress = checkpoint(on, "NOOP");
        if (progress.pages() >= JOURNAL_PAGES && progress.left() <= progress.pages() / FEW) {
            checkpoint(on, "PASSIVE");
        }
    }

    private void run() {
        while (state != State.CLOSED) {
            if (state == State.COPYING) {
                copy();
            } else {
                LockSupport.park(this);
            }
        }
    }

    private void copy() {
        try (Statements on = opener.open()) {
            checkpoint(on, "PASSIVE");
            file.sync();
            finish(State.COPIED);
        } catch (SQLException | IOException e) {
            LOG.debug("The journal waits for the next time", e);
            finish(State.IDLE);
        }
    }

    private void finish(State next) {
        if (state == State.COPYING) {
            state = next;
        }
    }

    private static Progress checkpoint(Statements on, String how) throws SQLException {
        Progress progress = on.first(
                row -> new Progress(row.getLong(2), row.getLong(3)), "PRAGMA wal_checkpoint(" + how + ")");
        return progress == null ? new Progress(0, 0) : progress;
    }
}
