package tidings.device.mqtt;

import java.util.ArrayDeque;
import java.util.Deque;
import tidings.storage.GroupCommit;
import tidings.storage.Statements;
import tidings.storage.StorageException;
import tidings.storage.Work;

/// One connection's work for the writer, in order, also where the writer has no room for it now. What waits here is not
/// acknowledged, so the broker soon stops to read from the connection.
///
/// Any thread may use it: the connection's loop adds, the writer tells of room.
final class Backlog {

    private final GroupCommit writer;
    private final Deque<Work> waiting = new ArrayDeque<>();
    private boolean asked;

    Backlog(GroupCommit writer) {
        this.writer = writer;
    }

    void add(Work work) {
        synchronized (waiting) {
            if (waiting.isEmpty() && writer.offer(work)) {
                return;
            }
            waiting.add(work);
            askForRoom();
        }
    }

    /// Runs a task when all that was added before is committed: on the writer's thread, so it must not block.
    void after(Runnable task) {
        add(new Barrier(task));
    }

    private void askForRoom() {
        if (!asked) {
            asked = true;
            writer.whenRoom(this::drain);
        }
    }

    private void drain() {
        synchronized (waiting) {
            asked = false;
            while (!waiting.isEmpty()) {
                if (!writer.offer(waiting.getFirst())) {
                    askForRoom();
                    return;
                }
                waiting.removeFirst();
            }
        }
    }

    /// Work that writes nothing.
    private record Barrier(Runnable task) implements Work {

        @Override
        public void write(Statements on) {}

        @Override
        public void committed() {
            task.run();
        }

        @Override
        public void failed(StorageException why) {
            task.run(); // whoever asks is told by the store itself that it is closed
        }
    }
}
