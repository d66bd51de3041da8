package tidings.device.core;

import java.util.LinkedHashMap;
import java.util.Map;
import tidings.device.core.Rpcs.Result;
import tidings.storage.Durations;

/// How long calls of devices took, by what came of them. Any thread may use it.
final class RpcTimes {

    private final Map<String, Durations> times = new LinkedHashMap<>(); // guarded by this

    RpcTimes() {
        times.put("answered", new Durations());
        times.put("sent", new Durations());
        times.put("timed_out", new Durations());
    }

    synchronized void took(Result result, long nanos) {
        Durations which = switch (result) {
            case Result.Answered answered -> times.get("answered");
            case Result.Sent sent -> times.get("sent");
            case Result.TimedOut late -> times.get("timed_out");
            case Result.TooMany refused -> null;
        };
        if (which != null) {
            which.add(nanos, 1);
        }
    }

    synchronized Map<String, Durations.Tally> tallies() {
        Map<String, Durations.Tally> tallies = new LinkedHashMap<>();
        times.forEach((result, durations) -> tallies.put(result, durations.tally()));
        return tallies;
    }
}
