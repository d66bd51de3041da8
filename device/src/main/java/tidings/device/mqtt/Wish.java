package tidings.device.mqtt;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a device wishes to be told, as the filter says that it subscribes to. Filters are compared as texts
/// (DEVICE_API 5.1).
///
/// @param topics what the topics of such messages begin with; the whole topic, where the filter has no wildcard
record Wish(Kind kind, String topics) {

    enum Kind {
        ATTRIBUTES,
        REQUESTS,
        /// Answers, which come without a wish as well; subscribing decides their quality.
        ANSWERS
    }

    private static final Map<String, Wish> BY_FILTER = new HashMap<>();

    static {
        for (String topic : new String[]{"v1/devices/me/attributes", "v2/a", "v2/a/j"}) {
            BY_FILTER.put(topic, new Wish(Kind.ATTRIBUTES, topic));
        }
        for (String topics : new String[]{"v1/devices/me/rpc/request/", "v2/r/req/", "v2/r/req/j/"}) {
            BY_FILTER.put(topics + "+", new Wish(Kind.REQUESTS, topics));
        }
        for (String filter : new String[]{
            "v1/devices/me/attributes/response/+", "v1/devices/me/rpc/response/+", "v2/fw/response/+/chunk/+",
            "v2/fw/error", "v2/sw/response/+/chunk/+", "v2/sw/error", "v1/gateway/attributes",
            "v1/gateway/attributes/response", "v1/gateway/rpc", "v2/a/res/+", "v2/a/res/j/+", "v2/r/res/+",
            "v2/r/res/j/+", "v2/a/p", "v2/a/res/p/+", "v2/r/req/p/+", "v2/r/res/p/+"}) {
            BY_FILTER.put(filter, new Wish(Kind.ANSWERS, filter));
        }
    }

    /// One answer alone, for tools that subscribe to no wildcards.
    private static final Pattern ONE_ANSWER = Pattern.compile("v1/devices/me/(attributes|rpc)/response/\\d+"
            + "|v2/[ar]/res/(j/)?\\d+|v2/(fw|sw)/response/\\d+/chunk/\\d+");

    /// The wish of a filter, or null where there is none.
    static @Nullable Wish of(String filter) {
        Wish known = BY_FILTER.get(filter);
        return known == null && ONE_ANSWER.matcher(filter).matches() ? new Wish(Kind.ANSWERS, filter) : known;
    }
}
