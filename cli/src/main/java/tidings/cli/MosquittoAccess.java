package tidings.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tidings.cli.MosquittoConf.Line;
import tidings.cli.Settings.Value;

/// Who comes in by a `mosquitto.conf`, and what they may do: for all listeners, or for each one.
final class MosquittoAccess {

    private boolean perListener;
    private boolean localOnly;
    private @Nullable Line anonymous;
    private @Nullable Line passwords;
    private @Nullable Line acl;
    private @Nullable Line ownIds;

    void perListener(Line line) {
        perListener = line.isTrue();
    }

    void localOnly() {
        localOnly = true;
    }

    void anonymous(Line line, MosquittoListener listener) {
        if (perListener) {
            listener.set("anonymous", String.valueOf(line.isTrue()));
        } else {
            line.isTrue();
            anonymous = line;
        }
    }

    void passwords(Line line, MosquittoListener listener) {
        if (perListener) {
            listener.passwords(line);
        } else {
            passwords = line;
        }
    }

    void acl(Line line, MosquittoListener listener) {
        if (perListener) {
            listener.acl(line);
        } else {
            acl = line;
        }
    }

    /// Whether clients are to have a client id of their own. That they need not is the standard.
    void ownIds(Line line, MosquittoListener listener) {
        Line wanted = line.isTrue() ? null : line;
        if (perListener) {
            listener.ownIds(wanted);
        } else {
            ownIds = wanted;
        }
    }

    /// What holds for all, by the keys of our settings.
    ///
    /// @throws CommandException if listeners differ where they cannot
    Map<String, Value> finish(List<MosquittoListener> listeners) {
        Map<String, Value> all = new LinkedHashMap<>();
        put("passwords", perListener ? same(listeners, MosquittoListener::passwords) : passwords, all);
        put("acl", perListener ? same(listeners, MosquittoListener::acl) : acl, all);
        Line ids = perListener ? same(listeners, MosquittoListener::ownIds) : ownIds;
        if (ids != null) {
            all.put("require-client-id", ids.as("true"));
        }
        if (anonymous != null) {
            all.put("allow-anonymous", anonymous.as(String.valueOf(anonymous.isTrue())));
        } else if (localOnly) {
            all.put("allow-anonymous", new Value("true", "mosquitto.conf without a listener: this machine alone"));
        }
        return all;
    }

    /// Rights that are another's on each listener would be everybody's where they are put together.
    private static @Nullable Line same(
            List<MosquittoListener> listeners, Function<MosquittoListener, @Nullable Line> which) {
        Line first = listeners.stream().map(which).filter(Objects::nonNull).findFirst().orElse(null);
        if (first == null) {
            return null;
        }
        for (MosquittoListener listener : listeners) {
            Line line = which.apply(listener);
            if (line == null || !line.value().equals(first.value())) {
                throw (line == null ? first : line).wrong(
                        "differs between listeners, which cannot be here: give each its own broker, or all the same");
            }
        }
        return first;
    }

    private static void put(String key, @Nullable Line line, Map<String, Value> all) {
        if (line != null) {
            all.put(key, line.as(line.value()));
        }
    }
}
