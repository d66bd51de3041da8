package tidings.client;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;

/// Who listens to packets ([Listening] has the rules). Any thread may call.
final class PacketListeners {

    private final Executor executor;
    private final Trouble trouble;
    private volatile List<One<?>> all = List.of(); // in the order of their turns

    /// One of them, which is only ever itself.
    static final class One<P extends Packet> {
        private final Class<P> type;
        private final boolean sent;
        /// Null for "when no other condition holds".
        private final @Nullable Predicate<? super PacketEvent<P>> condition;
        private final int priority;
        private final Consumer<? super PacketEvent<P>> listener;

        One(
                Class<P> type, boolean sent, @Nullable Predicate<? super PacketEvent<P>> condition, int priority,
                Consumer<? super PacketEvent<P>> listener) {
            this.type = type;
            this.sent = sent;
            this.condition = condition;
            this.priority = priority;
            this.listener = listener;
        }

        private boolean hears(Packet packet, boolean isSent) {
            return type.isInstance(packet) && sent == isSent;
        }

        private PacketEvent<P> event(Packet packet, @Nullable Message message) {
            return new PacketEvent<>(type.cast(packet), message);
        }

        private boolean holds(Packet packet, @Nullable Message message) {
            return condition != null && condition.test(event(packet, message));
        }

        private void call(Packet packet, @Nullable Message message) {
            listener.accept(event(packet, message));
        }
    }

    PacketListeners(Executor executor, Trouble trouble) {
        this.executor = executor;
        this.trouble = trouble;
    }

    synchronized Registration add(One<?> one) {
        List<One<?>> more = new ArrayList<>(all);
        more.add(one);
        more.sort(Comparator.comparingInt((One<?> each) -> each.priority).reversed()); // stable
        all = List.copyOf(more);
        return () -> remove(one);
    }

    /// A packet came or was sent: those who listen are told, later.
    void heard(Packet packet, @Nullable Message message, boolean sent) {
        List<One<?>> now = all;
        if (now.isEmpty()) { // as nearly always, for each packet
            return;
        }
        for (One<?> one : now) {
            if (one.hears(packet, sent)) {
                executor.execute(() -> tell(now, packet, message, sent));
                return;
            }
        }
    }

    private synchronized void remove(One<?> one) {
        all = all.stream().filter(other -> other != one).toList();
    }

    private void tell(List<One<?>> now, Packet packet, @Nullable Message message, boolean sent) {
        List<One<?>> called = new ArrayList<>();
        for (One<?> one : now) {
            if (one.hears(packet, sent)) {
                trouble.guard(() -> {
                    if (one.holds(packet, message)) {
                        called.add(one);
                    }
                });
            }
        }
        if (called.isEmpty()) {
            now.stream().filter(one -> one.condition == null && one.hears(packet, sent)).forEach(called::add);
        }
        called.forEach(one -> trouble.guard(() -> one.call(packet, message)));
    }
}
