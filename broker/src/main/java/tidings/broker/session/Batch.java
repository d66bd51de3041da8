package tidings.broker.session;

import java.util.ArrayList;
import java.util.List;
import tidings.broker.routing.Recipient;

/// Messages on their way from one loop to another, in order: filled on the one, then handed over whole.
final class Batch {

    private final long sinceNanos;
    private final List<SharedMessage> messages = new ArrayList<>();
    private final List<Recipient<Session>> recipients = new ArrayList<>();
    private final List<Runnable> waiting = new ArrayList<>();

    /// @param sinceNanos when the first of its messages came
    Batch(long sinceNanos) {
        this.sinceNanos = sinceNanos;
    }

    long sinceNanos() {
        return sinceNanos;
    }

    int size() {
        return messages.size();
    }

    void add(SharedMessage message, Recipient<Session> recipient) {
        messages.add(message);
        recipients.add(recipient);
    }

    /// Runs a task, on the loop where the messages came in, when all is stored that they left to be stored.
    void whenStored(Runnable task) {
        waiting.add(task);
    }

    /// All of it is stored: tells who waits for that, on their loop.
    void stored(Loop origin) {
        if (!waiting.isEmpty()) {
            origin.execute(() -> waiting.forEach(Runnable::run));
        }
    }

    /// Delivers them, on the loop of their sessions.
    void deliver(long now) {
        for (int i = 0; i < messages.size(); i++) {
            Recipient<Session> recipient = recipients.get(i);
            recipient.session().deliver(messages.get(i), recipient, false, now);
        }
    }
}
