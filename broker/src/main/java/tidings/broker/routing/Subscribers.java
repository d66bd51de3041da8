package tidings.broker.routing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
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

    void put(Recipient<S> recipient) {
        if (map == null && all.size() >= MANY) {
            map = new ConcurrentHashMap<>();
            for (Recipient<S> one : all) {
                map.put(one.session(), one);
            }
            map.put(recipient.session(), recipient);
            all = map.values();
        } else if (map != null) {
            map.put(recipient.session(), recipient);
        } else {
            List<Recipient<S>> changed = without(recipient.session());
            changed.add(recipient);
            all = List.copyOf(changed);
        }
    }

    void remove(S session) {
        if (map == null) {
            all = List.copyOf(without(session));
            return;
        }
        map.remove(session);
        if (map.size() <= FEW) {
            all = List.copyOf(new HashMap<>(map).values());
            map = null;
        }
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
