package tidings.broker.access;

import java.util.List;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.TopicName;

/// The rights of one client, as filters. Does not change.
public final class Granted {

    public static final Granted NOTHING = new Granted(List.of(), List.of(), List.of());

    private final List<TopicFilter> denied;
    private final List<TopicFilter> read;
    private final List<TopicFilter> write;

    Granted(List<TopicFilter> denied, List<TopicFilter> read, List<TopicFilter> write) {
        this.denied = denied;
        this.read = read;
        this.write = write;
    }

    public boolean mayWrite(TopicName topic) {
        return matchesAny(write, topic) && !matchesAny(denied, topic);
    }

    public boolean mayRead(TopicName topic) {
        return matchesAny(read, topic) && !matchesAny(denied, topic);
    }

    /// Whether there is any topic that a filter matches and that may be read.
    public boolean mayReadSomeOf(TopicFilter filter) {
        String[] wanted = levels(filter);
        return read.stream().anyMatch(one -> meet(wanted, levels(one)))
                && denied.stream().noneMatch(one -> covers(levels(one), wanted));
    }

    private static boolean matchesAny(List<TopicFilter> filters, TopicName topic) {
        for (TopicFilter filter : filters) {
            if (filter.matches(topic)) {
                return true;
            }
        }
        return false;
    }

    private static String[] levels(TopicFilter filter) {
        return filter.pattern().split("/", -1);
    }

    /// Whether one topic at least matches both.
    static boolean meet(String[] a, String[] b) {
        if (hiddenFrom(a, b) || hiddenFrom(b, a)) {
            return false;
        }
        for (int i = 0;; i++) {
            if (i == a.length || i == b.length) {
                String[] longer = i == a.length ? b : a;
                return i == longer.length || longer[i].equals("#");
            }
            if (a[i].equals("#") || b[i].equals("#")) {
                return true;
            }
            if (!a[i].equals("+") && !b[i].equals("+") && !a[i].equals(b[i])) {
                return false;
            }
        }
    }

    /// Whether all topics that a narrow filter matches match a wide one too.
    static boolean covers(String[] wide, String[] narrow) {
        if (hiddenFrom(wide, narrow)) {
            return false;
        }
        for (int i = 0; i < wide.length; i++) {
            if (wide[i].equals("#")) {
                return true;
            }
            if (i == narrow.length || narrow[i].equals("#")) {
                return false;
            }
            if (!wide[i].equals("+") && !wide[i].equals(narrow[i])) {
                return false;
            }
        }
        return narrow.length == wide.length;
    }

    /// Topics that begin with `$` are not matched by a wildcard first (MQTT 5.0, [MQTT-4.7.2-1]).
    private static boolean hiddenFrom(String[] wild, String[] other) {
        return (wild[0].equals("#") || wild[0].equals("+")) && other[0].startsWith("$");
    }
}
