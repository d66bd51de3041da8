package tidings.broker.session;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// Wills that are due, so many in a turn: the wills of a whole network that is lost are no storm for those who hear them.
///
/// Whoever comes back has its will published before anything else it does, so that it never takes back what the client says
/// after it.
///
/// Used on one loop.
final class Wills {

    static final int IN_A_TURN = 100;
    static final Duration TURN = Duration.ofMillis(100);

    private final Loop loop;
    private final Map<String, Runnable> waiting = new LinkedHashMap<>();
    private long turnBegan;
    private int left = IN_A_TURN;

    Wills(Loop loop) {
        this.loop = loop;
        this.turnBegan = loop.nanoTime();
    }

    /// A will is due.
    ///
    /// @param publish run at once or later
    void due(String clientId, Runnable publish) {
        if (waiting.isEmpty() && loop.nanoTime() - turnBegan >= TURN.toNanos()) {
            beginTurn();
        }
        if (left > 0) {
            left--;
            publish.run();
        } else {
            waiting.put(clientId, publish);
            if (waiting.size() == 1) {
                loop.schedule(this::turn, TURN);
            }
        }
    }

    /// A client comes back: a will of it that waits is published now.
    void back(String clientId) {
        Runnable publish = waiting.remove(clientId);
        if (publish != null) {
            publish.run();
        }
    }

    private void turn() {
        beginTurn();
        Iterator<Runnable> all = waiting.values().iterator();
        while (left > 0 && all.hasNext()) {
            Runnable publish = all.next();
            all.remove();
            left--;
            publish.run();
        }
        if (!waiting.isEmpty()) {
            loop.schedule(this::turn, TURN);
        }
    }

    private void beginTurn() {
        turnBegan = loop.nanoTime();
        left = IN_A_TURN;
    }
}
