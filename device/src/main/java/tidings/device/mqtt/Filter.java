package tidings.device.mqtt;

import java.util.Set;

/// The filters that a device may subscribe to, compared as texts (DEVICE_API 5.1).
final class Filter {

    private static final Set<String> KNOWN = Set.of(
            "v1/devices/me/attributes", "v1/devices/me/attributes/response/+", "v1/devices/me/rpc/request/+",
            "v1/devices/me/rpc/response/+", "v2/fw/response/+/chunk/+", "v2/fw/error", "v2/sw/response/+/chunk/+",
            "v2/sw/error", "v1/gateway/attributes", "v1/gateway/attributes/response", "v1/gateway/rpc", "v2/a",
            "v2/a/j",
            "v2/a/p", "v2/a/res/+", "v2/a/res/j/+", "v2/a/res/p/+", "v2/r/req/+", "v2/r/req/j/+", "v2/r/req/p/+",
            "v2/r/res/+", "v2/r/res/j/+", "v2/r/res/p/+");

    private Filter() {}

    static boolean isKnown(String filter) {
        return KNOWN.contains(filter);
    }
}
