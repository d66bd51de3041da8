package tidings.client;

import java.util.List;

/// Which of several servers is next: the one that was connected last, then those behind it in turn.
final class Servers {

    private final List<Server> all;
    private int at;
    private int failures;

    Servers(List<Server> all) {
        this.all = all;
    }

    Server current() {
        return all.get(at);
    }

    /// The current one let the client in.
    void connected() {
        failures = 0;
    }

    /// The current one could not be connected to: the next is current.
    ///
    /// @return whether all have failed since one let the client in, so that it is time to wait
    boolean failed() {
        at = (at + 1) % all.size();
        failures++;
        return failures % all.size() == 0;
    }
}
