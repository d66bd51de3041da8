package tidings.tinkerforge.gateway;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.Bytes;
import tidings.tinkerforge.catalog.Callback;
import tidings.tinkerforge.catalog.Catalog;
import tidings.tinkerforge.catalog.Device;
import tidings.tinkerforge.catalog.Element;
import tidings.tinkerforge.catalog.Function;
import tidings.tinkerforge.daemon.Outcome;
import tidings.tinkerforge.daemon.Turn;
import tidings.tinkerforge.tfp.Packet;
import tidings.tinkerforge.tfp.Payloads;
import tidings.tinkerforge.tfp.Uid;

/// What is remembered of a device that was asked as a type: whether it is of that type, whether answers of functions are
/// wanted, who wants which callback.
final class Brick {

    private static final List<Element> IDENTITY = Catalog.identity().subList(0, Catalog.identity().size() - 1);
    private static final int HELD = 1_000;

    private final Uid uid;
    private final String spelling;
    private final Device device;
    private final Map<Integer, Boolean> answersWanted = new HashMap<>();
    private final Map<Integer, Set<String>> registrations = new HashMap<>(); // by the id of the callback
    private final Map<Integer, Assembly> assemblies = new HashMap<>();
    private final Queue<Packet> held = new ArrayDeque<>();
    private boolean checked;
    private @Nullable String mismatch;

    /// @param spelling how its UID was written first
    Brick(Uid uid, String spelling, Device device) {
        this.uid = uid;
        this.spelling = spelling;
        this.device = device;
    }

    Uid uid() {
        return uid;
    }

    Device device() {
        return device;
    }

    /// Finds out, once, whether the device is of the type.
    ///
    /// @param then is told what is wrong, or null
    void identify(Turn turn, Consumer<@Nullable String> then) {
        if (checked) {
            then.accept(mismatch);
            return;
        }
        turn.call(Packet.GET_IDENTITY, Bytes.EMPTY, true, outcome -> {
            switch (outcome) {
                case Outcome.Failed failed -> then.accept(Failures.text(failed));
                case Outcome.Answer answer -> then.accept(identified(answer.payload()));
            }
        });
    }

    private @Nullable String identified(Bytes payload) {
        List<Object> identity;
        try {
            identity = Payloads.read(IDENTITY, payload);
        } catch (Payloads.WrongLengthException wrong) {
            return wrong.getMessage();
        }
        int identifier = ((Long) identity.get(IDENTITY.size() - 1)).intValue();
        checked = true;
        if (identifier != device.name().identifier()) {
            mismatch = "UID %s belongs to a %s instead of the expected %s".formatted(
                    spelling, Results.displayName(identifier), device.name().displayName());
        }
        return mismatch;
    }

    boolean isChecked() {
        return checked;
    }

    /// Whether the device is known to be of another type.
    boolean isMismatched() {
        return mismatch != null;
    }

    boolean wantsAnswer(Function function) {
        return answersWanted.getOrDefault(function.id(), function.answer() != Function.Answer.WAIVED);
    }

    /// From now on.
    void wantAnswer(Function function, boolean wanted) {
        if (function.answer() != Function.Answer.ALWAYS) {
            answersWanted.put(function.id(), wanted);
        }
    }

    void register(Callback callback, String topic) {
        registrations.computeIfAbsent(callback.id(), none -> new LinkedHashSet<>()).add(topic);
    }

    void deregister(Callback callback, String topic) {
        Set<String> topics = registrations.get(callback.id());
        if (topics != null && topics.remove(topic) && topics.isEmpty()) {
            registrations.remove(callback.id());
            assemblies.remove(callback.id());
        }
    }

    /// Who wants a callback.
    Collection<String> topics(Callback callback) {
        return registrations.getOrDefault(callback.id(), Set.of());
    }

    /// What has come of a streamed callback so far.
    Assembly assembly(Callback callback) {
        return assemblies.computeIfAbsent(callback.id(), id -> new Assembly(callback));
    }

    /// Keeps a callback until it is known whether the device is of the type.
    ///
    /// @return whether it is the first
    boolean hold(Packet packet) {
        if (held.size() < HELD) {
            held.add(packet);
        }
        return held.size() == 1;
    }

    /// Gives back what was kept.
    List<Packet> release() {
        List<Packet> released = List.copyOf(held);
        held.clear();
        return released;
    }
}
