package tidings.broker.routing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Who subscribed to one filter. A few are a list that is copied at each change and walked without a step too many; from
/// [#MANY] on they are a map, so that the hundred-thousandth who comes costs no more than the hundredth.
///
/// Any thread may walk [#all] while one changes them; it sees each subscription before or after its change.
///
/// @param <S> the session
final class Subscribers<S> {

    private static final int MANY = 64;
    private static final int FEW = 32;

    private volatile Collection<Recipient<S>> all = List.of();
    private @Nullable Map<S, Recipient<S>> map;

    Collection<Recipient<S>> all() {
        return all;
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /// Takes one in, in place of an older one of its session.
    ///
    /// @return whether the session had none yet
    boolean put(Recipient<S> recipient) {
        if (map == null && all.size() >= MANY) {
            map = new ConcurrentHashMap<>();
            for (Recipient<S> one : all) {
                map.put(one.session(), one);
            }
            all = map.values();
        }
        if (map != null) {
            return map.put(recipient.session(), recipient) == null;
        }
        List<Recipient<S>> changed = without(recipient.session());
        boolean isNew = changed.size() == all.size();
        changed.add(recipient);
        all = List.copyOf(changed);
        return isNew;
    }

    /// Lets one go.
    ///
    /// @return whether the session had one
    boolean remove(S session) {
        if (map == null) {
            List<Recipient<S>> rest = without(session);
            boolean had = rest.size() < all.size();
            all = List.copyOf(rest);
            return had;
        }
        boolean had = map.remove(session) != null;
        if (map.size() <= FEW) {
            all = List.copyOf(new ArrayList<>(map.values()));
            map = null;
        }
        return had;
    }

    private List<Recipient<S>> without(S session) {
        List<Recipient<S>> rest = new ArrayList<>(all.size() + 1);
        for (Recipient<S> one : all) {
            if (!one.session().equals(session)) {
                rest.add(one);
            }
        }
        return rest;
    }
}
