package tidings.broker.net;

import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;
import tidings.broker.session.QueuedBytes;

/// Whether one connection is read while it is open. It is not
///
/// - while whoever takes its messages has enough of them,
/// - while its client is ahead of its [Pace],
/// - until the others of the loop have had their turn,
/// - for a moment, where too much waits for all sessions together and it adds to that,
/// - while the client leaves its answers unread.
///
/// Used on the connection's loop only.
final class ReadControl {

    /// What a client may leave unread of its acknowledgements before it is not read either.
    private static final long UNSENT_BYTES = 1 << 20;
    private static final long SLOW_DOWN_MILLIS = 50;

    private final Channel channel;
    private final QueuedBytes queued;
    private boolean open;
    private boolean wanted = true;
    private boolean turnIsOver;
    private boolean slowedDown;
    private boolean ended;

    ReadControl(Channel channel, QueuedBytes queued) {
        this.channel = channel;
        this.queued = queued;
    }

    /// Nothing is read for now, or something is, outside the open state.
    void force(boolean on) {
        channel.config().setAutoRead(on);
    }

    void open() {
        open = true;
        apply();
    }

    void wanted(boolean on) {
        wanted = on;
        apply();
    }

    /// Whether anything that the client sends could be heard.
    boolean isListening() {
        return wanted && !turnIsOver;
    }

    /// Whether what came may be decoded.
    boolean mayDecode() {
        return ended || (wanted && !turnIsOver);
    }

    /// Nothing more will come that matters: what came is decoded, whatever stood against it.
    void end() {
        ended = true;
    }

    /// Has the others go first.
    ///
    /// @param next what comes after their turn
    void endTurn(Runnable next) {
        if (pauses()) {
            channel.eventLoop().execute(() -> goOn(next));
        }
    }

    /// Waits, because the client is ahead of the pace it may have.
    ///
    /// @param next what comes after that
    void pause(long nanos, Runnable next) {
        if (pauses()) {
            channel.eventLoop().schedule(() -> goOn(next), nanos, TimeUnit.NANOSECONDS);
        }
    }

    private boolean pauses() {
        if (ended || turnIsOver) {
            return false;
        }
        turnIsOver = true;
        apply();
        return true;
    }

    private void goOn(Runnable next) {
        turnIsOver = false;
        apply();
        next.run();
    }

    /// Messages came in.
    void published() {
        if (!slowedDown && queued.isHigh()) {
            slowedDown = true;
            apply();
            channel.eventLoop().schedule(() -> {
                slowedDown = false;
                apply();
            }, SLOW_DOWN_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /// Answers went out.
    void answered() {
        if (unsentTooMuch()) {
            apply();
        }
    }

    /// Looks again.
    void apply() {
        if (open && !ended) {
            channel.config().setAutoRead(wanted && !turnIsOver && !slowedDown && !unsentTooMuch());
        }
    }

    private boolean unsentTooMuch() {
        return channel.bytesBeforeWritable() > UNSENT_BYTES;
    }
}
