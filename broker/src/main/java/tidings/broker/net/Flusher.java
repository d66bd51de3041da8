package tidings.broker.net;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;

/// Flushes the connections of one loop that have something to send: once at the end of the loop's turn, however many
/// packets and connections it was. Used on its loop only.
final class Flusher implements Runnable {

    private final EventLoop loop;
    private List<Output> waiting = new ArrayList<>();
    private List<Output> flushing = new ArrayList<>();

    Flusher(EventLoop loop) {
        this.loop = loop;
    }

    /// Something waits to be flushed; at the end of this turn it will be.
    void add(Output output) {
        if (waiting.isEmpty()) {
            loop.execute(this);
        }
        waiting.add(output);
    }

    @Override
    public void run() {
        List<Output> all = waiting;
        waiting = flushing;
        all.forEach(Output::flush);
        all.clear();
        flushing = all;
    }
}
