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
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tidings.broker.spi.Downlink.Receipt;
import tidings.device.DeviceLimits;
import tidings.device.RequestOrder;
import tidings.device.json.BadPayloadException;
import tidings.device.json.Json;
import tidings.device.json.PayloadParser;
import tidings.device.store.Outcome;
import tidings.device.store.Rpc;
import tidings.device.store.RpcTable;
import tidings.device.store.Saving;
import tidings.device.store.Store;
import tidings.mqtt.Bytes;
import tidings.storage.Durations;
import tidings.storage.GroupCommit;
import tidings.storage.StorageException;

/// Requests to devices (DEVICE_API 6).
///
/// A call waits in memory until a connection of the device takes it, and, if it wants one, for an answer. A persistent one
/// is also in the database, so that it waits longer than the server runs; while its device is away it is nowhere else.
///
/// ```
/// QUEUED -> SENT -> DELIVERED (acknowledged) -> SUCCESSFUL (answered)
///             \-> TIMEOUT (no acknowledgement) -> SENT again, or FAILED
/// ```
///
/// Any thread may use it.
public final class Rpcs {

    private static final String NOT_ACKNOWLEDGED = "{\"error\":\"The device did not acknowledge the request\"}";
    private static final Executor ELSEWHERE = task -> Thread.ofVirtual().name("rpc").start(task);

    private final Store store;
    private final Links links;
    private final Secrets secrets;
    private final PayloadParser payloads;
    private final InstantSource clock;
    private final DeviceLimits limits;
    private final RequestOrder order;
    private final RpcTimes times = new RpcTimes();
    private final AtomicInteger lastId = new AtomicInteger();
    /// By device, then by id, so in the order of creation. A device's map is touched by one thread at a time.
    private final Map<Long, TreeMap<Integer, OpenCall>> open = new ConcurrentHashMap<>();

    /// Persistent calls of which the database is about to be told how far they have come.
    private final Set<UUID> beingNoted = ConcurrentHashMap.newKeySet();

    /// @param order when the next of several persistent calls of a device is sent
    public Rpcs(Store store, Links links, Secrets secrets, PayloadParser payloads, InstantSource clock,
            DeviceLimits limits,
            RequestOrder order) {
        this.store = store;
        this.links = links;
        this.secrets = secrets;
        this.payloads = payloads;
        this.clock = clock;
        this.limits = limits;
        this.order = order;
    }

    /// What is asked.
    ///
    /// @param params JSON
    /// @param expires when it is given up, in milliseconds since 1970
    /// @param retries how often it is sent again that is not acknowledged, or null for as often as may be
    public record Request(String method, String params, boolean oneWay, long expires, @Nullable Integer retries) {}

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
        OpenCall call = new OpenCall(nextId(), request, null);
        if (!add(device, call)) {
            return CompletableFuture.completedFuture(new Result.TooMany());
        }
        proceed(device);
        long wait = Math.max(1, request.expires() - clock.millis());
        CompletableFuture.delayedExecutor(wait, TimeUnit.MILLISECONDS).execute(() -> expire(device, call));
        long start = System.nanoTime();
        return call.result().whenComplete((result, failure) -> {
            if (result != null) {
                times.took(result, System.nanoTime() - start);
            }
        });
    }

    /// Keeps a call until the device takes it. Blocks.
    ///
    /// @return what it is known by
    public UUID callPersistently(long device, Request request, @Nullable String additionalInfo) {
        UUID id = secrets.uuid();
        store.database().write(on -> {
            if (RpcTable.countOpen(on, device) >= limits.openRequests()) {
                throw Refusal.badRequest("At most " + limits.openRequests() + " requests wait for a device");
            }
            RpcTable.insert(on, new Rpc(
                    0, id, device, clock.millis(), request.expires(), request.oneWay(), request.method(),
                    request.params(), request.retries(), Rpc.Status.QUEUED, null, additionalInfo));
            return 0;
        });
        if (!links.of(device).isEmpty() && add(device, new OpenCall(nextId(), request, id))) {
            proceed(device);
        }
        return id;
    }

    /// Forgets a persistent call. Blocks.
    public void delete(Rpc rpc) {
        store.database().write(on -> {
            RpcTable.delete(on, rpc.id());
            return 0;
        });
        calls(rpc.device()).stream()
                .filter(call -> rpc.id().equals(call.persistent()))
                .forEach(call -> remove(rpc.device(), call));
    }

    /// A connection of a device wants requests from now on: it gets what waits, in the order of creation. Does not block.
    ///
    /// What is under way, or was noted as delivered while the database was read, is not sent twice.
    public void wanted(long device) {
        Set<UUID> underWay = new HashSet<>(beingNoted);
        for (OpenCall call : calls(device)) {
            if (call.persistent() != null) {
                underWay.add(call.persistent());
            }
        }
        store.database().read(on -> RpcTable.queued(on, device, clock.millis())).thenAcceptAsync(queued -> {
            for (Rpc rpc : queued) {
                Request request = new Request(rpc.method(), rpc.params(), rpc.oneWay(), rpc.expires(), rpc.retries());
                if (!underWay.contains(rpc.id()) && !beingNoted.contains(rpc.id())) {
                    add(device, new OpenCall(nextId(), request, rpc.id()));
                }
            }
            proceed(device);
        }, ELSEWHERE); // so that the SUBACK is out first
    }

    /// A device has answered; answers to what nobody asked are dropped.
    public void answered(long device, int id, Bytes payload) {
        OpenCall call = find(device, id);
        if (call == null) {
            return;
        }
        note(call, Rpc.Status.SUCCESSFUL, call.persistent() == null ? null : jsonOrText(payload));
        remove(device, call);
        call.result().complete(new Result.Answered(payload));
        proceed(device);
    }

    /// Gives up persistent calls that have waited for too long. To be called every few seconds. Blocks.
    public void tick() {
        long now = clock.millis();
        store.database().write(on -> RpcTable.expire(on, now));
        open.keySet()
                .forEach(device -> calls(device).stream()
                        .filter(call -> call.persistent() != null && call.request().expires() <= now)
                        .forEach(call -> {
                            remove(device, call);
                            proceed(device);
                        }));
    }

    /// Sends what is to be sent, as far as the order allows it.
    private void proceed(long device) {
        boolean held = false;
        for (OpenCall call : calls(device)) {
            boolean ordered = call.persistent() != null && order != RequestOrder.BURST;
            if (!(held && ordered) && call.begin(links.of(device)::contains)) {
                send(device, call);
            }
            held |= ordered && holdsUpOthers(call);
        }
    }

    private boolean holdsUpOthers(OpenCall call) {
        return !call.isDelivered() || (order == RequestOrder.AFTER_ANSWER && !call.request().oneWay());
    }

    private void send(long device, OpenCall call) {
        Receipt receipt = new Progress(device, call);
        Link taker = null;
        for (Link link : links.of(device)) {
            Request request = call.request();
            if (link.request(call.id(), request.method(), request.params(), receipt)) {
                taker = link;
            }
        }
        int attempt = call.takenBy(taker);
        if (taker != null && call.persistent() != null) {
            CompletableFuture.delayedExecutor(limits.acknowledgementTimeout().toMillis(), TimeUnit.MILLISECONDS)
                    .execute(() -> timedOut(device, call, attempt));
        }
    }

    private void timedOut(long device, OpenCall call, int attempt) {
        if (find(device, call.id()) == null || !call.timedOut(attempt)) {
            return;
        }
        Integer wanted = call.request().retries();
        if (attempt > Math.min(limits.requestRetries(), wanted == null ? Integer.MAX_VALUE : wanted)) {
            note(call, Rpc.Status.FAILED, NOT_ACKNOWLEDGED);
            remove(device, call);
        } else {
            note(call, Rpc.Status.TIMEOUT, null);
        }
        proceed(device);
    }

    private void expire(long device, OpenCall call) {
        remove(device, call);
        call.result().complete(new Result.TimedOut(call.wasTaken()));
    }

    /// Writes how far a persistent call has come, when there is room for it.
    private void note(OpenCall call, Rpc.Status status, @Nullable String response) {
        UUID id = call.persistent();
        if (id == null) {
            return;
        }
        beingNoted.add(id);
        Saving saving = new Saving(on -> RpcTable.advance(on, id, status, response), new Outcome() {
            @Override
            public void stored() {
                beingNoted.remove(id);
            }

            @Override
            public void failed(StorageException why) {
                beingNoted.remove(id);
            }
        }, 256);
        offer(saving);
    }

    private void offer(Saving saving) {
        GroupCommit writer = store.database().writer();
        if (!writer.offer(saving)) {
            writer.whenRoom(() -> offer(saving));
        }
    }

    private String jsonOrText(Bytes payload) {
        try {
            return Json.text(payloads.tree(payload));
        } catch (BadPayloadException e) {
            return Json.text(Json.MAPPER.getNodeFactory().stringNode(payload.asUtf8()));
        }
    }

    /// Adds a call, unless there are too many, or it is there already.
    private boolean add(long device, OpenCall call) {
        boolean[] added = {false};
        open.compute(device, (no, before) -> {
            TreeMap<Integer, OpenCall> calls = before == null ? new TreeMap<>() : before;
            UUID id = call.persistent();
            added[0] = calls.size() < limits.openRequests()
                    && (id == null || calls.values().stream().noneMatch(other -> id.equals(other.persistent())));
            if (added[0]) {
                calls.put(call.id(), call);
            }
            return calls;
        });
        return added[0];
    }

    private void remove(long device, OpenCall call) {
        open.computeIfPresent(device, (no, calls) -> {
            calls.remove(call.id(), call);
            return calls.isEmpty() ? null : calls;
        });
    }

    private Collection<OpenCall> calls(long device) {
        List<OpenCall> all = new ArrayList<>();
        open.computeIfPresent(device, (no, calls) -> {
            all.addAll(calls.values());
            return calls;
        });
        return all;
    }

    private @Nullable OpenCall find(long device, int id) {
        return calls(device).stream().filter(call -> call.id() == id).findFirst().orElse(null);
    }

    private int nextId() {
        return lastId.getAndIncrement() & Integer.MAX_VALUE;
    }

    /// Hears how far a call comes.
    private final class Progress implements Receipt {
        private final long device;
        private final OpenCall call;

        Progress(long device, OpenCall call) {
            this.device = device;
            this.call = call;
        }

        @Override
        public void sent() {
            if (call.sent()) {
                note(call, Rpc.Status.SENT, null);
                if (call.persistent() == null && call.request().oneWay()) {
                    remove(device, call);
                    call.result().complete(new Result.Sent());
                }
            }
        }

        @Override
        public void delivered() {
            if (call.delivered()) {
                note(call, Rpc.Status.DELIVERED, null);
                if (call.request().oneWay()) {
                    remove(device, call);
                }
                proceed(device);
            }
        }
    }
}
