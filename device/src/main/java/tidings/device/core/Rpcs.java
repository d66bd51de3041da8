package tidings.device.core;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tidings.device.json.BadPayloadException;
import tidings.device.json.Json;
import tidings.device.json.PayloadParser;
import tidings.device.store.Rpc;
import tidings.device.store.RpcTable;
import tidings.device.store.Store;
import tidings.mqtt.Bytes;
import tidings.storage.Durations;

/// Requests to devices (DEVICE_API 6).
///
/// A call waits in memory until a connection of the device takes it, and, if it wants one, for an answer. A persistent one
/// is also in the database, so that it waits longer than the server runs. Any thread may use it.
public final class Rpcs {

    private static final int OPEN_PER_DEVICE = 1_000;

    private final Store store;
    private final Links links;
    private final Secrets secrets;
    private final PayloadParser payloads;
    private final InstantSource clock;
    private final RpcTimes times = new RpcTimes();
    private final AtomicInteger lastId = new AtomicInteger();
    /// By device, then by id, so in the order of creation. A device's map is touched by one thread at a time.
    private final Map<Long, TreeMap<Integer, Call>> open = new ConcurrentHashMap<>();

    /// Persistent calls of which the database is about to be told how far they have come.
    private final Set<UUID> beingNoted = ConcurrentHashMap.newKeySet();

    public Rpcs(Store store, Links links, Secrets secrets, PayloadParser payloads, InstantSource clock) {
        this.store = store;
        this.links = links;
        this.secrets = secrets;
        this.payloads = payloads;
        this.clock = clock;
    }

    /// What is asked.
    ///
    /// @param params JSON
    /// @param expires when it is given up, in milliseconds since 1970
    public record Request(String method, String params, boolean oneWay, long expires) {}

    /// What came of it.
    public sealed interface Result {

        /// It is on its way, and nobody waits for an answer.
        record Sent() implements Result {}

        record Answered(Bytes payload) implements Result {}

        /// Nothing came of it in time.
        ///
        /// @param sent whether a connection of the device had taken it
        record TimedOut(boolean sent) implements Result {}

        /// Too many wait already.
        record TooMany() implements Result {}
    }

    /// How long calls took, by what came of them.
    public Map<String, Durations.Tally> times() {
        return times.tallies();
    }

    /// Calls a device. Does not block.
    public CompletableFuture<Result> call(long device, Request request) {
        Call call = new Call(nextId(), request, null);
        if (!add(device, call)) {
            return CompletableFuture.completedFuture(new Result.TooMany());
        }
        send(device, call);
        long wait = Math.max(1, request.expires() - clock.millis());
        CompletableFuture.delayedExecutor(wait, TimeUnit.MILLISECONDS).execute(() -> expire(device, call));
        long start = System.nanoTime();
        return call.result.whenComplete((result, failure) -> {
            if (result != null) {
                times.took(result, System.nanoTime() - start);
            }
        });
    }

    /// Keeps a call until the device takes it. Blocks.
    ///
    /// @return what it is known by
    public UUID callPersistently(
            long device, Request request, @Nullable Integer retries, @Nullable String additionalInfo) {
        UUID id = secrets.uuid();
        store.database().write(on -> {
            if (RpcTable.countOpen(on, device) >= OPEN_PER_DEVICE) {
                throw Refusal.badRequest("At most " + OPEN_PER_DEVICE + " requests wait for a device");
            }
            RpcTable.insert(on, new Rpc(
                    0, id, device, clock.millis(), request.expires(), request.oneWay(), request.method(),
                    request.params(), retries, Rpc.Status.QUEUED, null, additionalInfo));
            return 0;
        });
        Call call = new Call(nextId(), request, id);
        if (add(device, call)) {
            send(device, call);
        }
        return id;
    }

    /// A connection of a device wants requests from now on: it gets what waits, in the order of creation. Does not block.
    ///
    /// What is under way, or was noted as delivered while the database was read, is not sent twice.
    public void wanted(long device, Link link) {
        Set<UUID> underWay = new HashSet<>(beingNoted);
        for (Call call : calls(device)) {
            if (call.persistent != null) {
                underWay.add(call.persistent);
            }
        }
        store.database().read(on -> RpcTable.queued(on, device, clock.millis())).thenAcceptAsync(queued -> {
            for (Call call : calls(device)) {
                if (!call.sent) {
                    send(link, call);
                    afterSending(device, call);
                }
            }
            for (Rpc rpc : queued) {
                Request request = new Request(rpc.method(), rpc.params(), rpc.oneWay(), rpc.expires());
                Call call = new Call(nextId(), request, rpc.id());
                if (!underWay.contains(rpc.id()) && !isUnderWay(device, rpc.id()) && add(device, call)) {
                    send(link, call);
                    afterSending(device, call);
                }
            }
        }, task -> Thread.ofVirtual().start(task)); // elsewhere, so that the SUBACK is out first
    }

    /// A device has answered; answers to what nobody asked are dropped.
    public void answered(long device, int id, Bytes payload) {
        Call call = find(device, id);
        if (call == null) {
            return;
        }
        remove(device, call);
        if (call.persistent != null) {
            note(call.persistent, Rpc.Status.SUCCESSFUL, jsonOrText(payload));
        }
        call.result.complete(new Result.Answered(payload));
    }

    /// Gives up persistent calls that have waited for too long. To be called every few seconds. Blocks.
    public void tick() {
        long now = clock.millis();
        store.database().write(on -> RpcTable.expire(on, now));
        open.forEach((device, unused) -> calls(device).stream()
                .filter(call -> call.persistent != null && call.request.expires() <= now)
                .forEach(call -> remove(device, call)));
    }

    private void send(long device, Call call) {
        for (Link link : links.of(device)) {
            send(link, call);
        }
        afterSending(device, call);
    }

    private static void send(Link link, Call call) {
        if (link.request(call.id, call.request.method(), call.request.params())) {
            call.sent = true;
        }
    }

    private void afterSending(long device, Call call) {
        if (!call.sent) {
            return;
        }
        if (call.persistent != null) {
            note(call.persistent, Rpc.Status.DELIVERED, null);
        }
        if (call.request.oneWay()) {
            remove(device, call);
            call.result.complete(new Result.Sent());
        }
    }

    private void expire(long device, Call call) {
        remove(device, call);
        call.result.complete(new Result.TimedOut(call.sent));
    }

    private void note(UUID id, Rpc.Status status, @Nullable String response) {
        beingNoted.add(id);
        store.database().writer().submit(on -> {
            RpcTable.advance(on, id, status, response);
            return 0;
        }).whenComplete((done, failure) -> beingNoted.remove(id));
    }

    private String jsonOrText(Bytes payload) {
        try {
            return Json.text(payloads.tree(payload));
        } catch (BadPayloadException e) {
            return Json.text(Json.MAPPER.getNodeFactory().stringNode(payload.asUtf8()));
        }
    }

    private boolean add(long device, Call call) {
        boolean[] added = {false};
        open.compute(device, (no, before) -> {
            TreeMap<Integer, Call> calls = before == null ? new TreeMap<>() : before;
            added[0] = calls.size() < OPEN_PER_DEVICE;
            if (added[0]) {
                calls.put(call.id, call);
            }
            return calls;
        });
        return added[0];
    }

    private void remove(long device, Call call) {
        open.computeIfPresent(device, (no, calls) -> {
            calls.remove(call.id, call);
            return calls.isEmpty() ? null : calls;
        });
    }

    private Collection<Call> calls(long device) {
        List<Call> all = new ArrayList<>();
        open.computeIfPresent(device, (no, calls) -> {
            all.addAll(calls.values());
            return calls;
        });
        return all;
    }

    private @Nullable Call find(long device, int id) {
        return calls(device).stream().filter(call -> call.id == id).findFirst().orElse(null);
    }

    private boolean isUnderWay(long device, UUID persistent) {
        return beingNoted.contains(persistent)
                || calls(device).stream().anyMatch(call -> persistent.equals(call.persistent));
    }

    private int nextId() {
        return lastId.getAndIncrement() & Integer.MAX_VALUE;
    }

    /// A call that is not dealt with yet.
    private static final class Call {
        private final int id;
        private final Request request;
        private final @Nullable UUID persistent;
        private final CompletableFuture<Result> result = new CompletableFuture<>();
        private volatile boolean sent;

        Call(int id, Request request, @Nullable UUID persistent) {
            this.id = id;
            this.request = request;
            this.persistent = persistent;
        }
    }
}
