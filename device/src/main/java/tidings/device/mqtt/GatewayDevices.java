package tidings.device.mqtt;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidings.device.core.Refusal;
import tidings.device.core.Services;
import tidings.device.store.Device;

/// The devices behind one gateway that are there: known by name, made where they are new. Any thread may use it.
///
/// What needs a device that is still looked up waits, and what comes after it waits as well, so the order is kept.
final class GatewayDevices {

    private final Services services;
    private final Connection gateway;
    private final int most;
    private final Map<String, GatewayDevice> there = new ConcurrentHashMap<>();
    private CompletableFuture<@Nullable Void> last = CompletableFuture.completedFuture(null);
    private boolean closed;

    GatewayDevices(Services services, Connection gateway) {
        this.services = services;
        this.gateway = gateway;
        this.most = services.limits().gatewayDevices();
    }

    /// Calls with the devices of some names, by name, when they are there. Calls at once, where they are already.
    ///
    /// @param types the profiles of those that are new, by name; others get the default
    /// @param failed is told if they cannot be there
    void with(
            Collection<String> names, Map<String, String> types, Consumer<Map<String, Device>> then,
            Consumer<Refusal> failed) {
        synchronized (this) {
            if (!last.isDone() || !there.keySet().containsAll(names)) {
                last = last.thenCompose(done -> find(names, types))
                        .thenAccept(devices -> then.accept(open(devices)))
                        .exceptionally(failure -> {
                            failed.accept(refusal(failure));
                            return null;
                        });
                return;
            }
        }
        Map<String, Device> devices = new LinkedHashMap<>();
        for (String name : names) {
            GatewayDevice known = there.get(name);
            if (known != null) {
                devices.put(name, known.device());
            }
        }
        then.accept(devices);
    }

    /// A device is there no longer.
    void remove(String name) {
        GatewayDevice gone = there.remove(name);
        if (gone != null) {
            close(gone);
        }
    }

    /// The gateway is gone, and with it all of them.
    void close() {
        synchronized (this) {
            closed = true;
        }
        there.keySet().forEach(this::remove);
    }

    private CompletableFuture<Map<String, Device>> find(Collection<String> names, Map<String, String> types) {
        if (there.size() + names.size() > most && !there.keySet().containsAll(names)) {
            return CompletableFuture.failedFuture(
                    Refusal.badRequest("A gateway speaks for at most " + most + " devices"));
        }
        Device owner = gateway.device();
        return services.store().database().writer().submit(on -> {
            Map<String, Device> devices = new LinkedHashMap<>();
            for (String name : names) {
                devices.put(name, services.devices().findOrCreate(on, name, types.get(name), owner));
            }
            return devices;
        });
    }

    private Map<String, Device> open(Map<String, Device> devices) {
        devices.forEach((name, device) -> {
            GatewayDevice link = new GatewayDevice(gateway, device, gone -> there.remove(name, gone));
            synchronized (this) {
                if (closed || there.putIfAbsent(name, link) != null) {
                    return;
                }
            }
            if (services.links().add(device.no(), link)) {
                services.activity().connected(device.no());
            }
            services.rpcs().wanted(device.no());
        });
        return devices;
    }

    private void close(GatewayDevice gone) {
        long no = gone.device().no();
        if (services.links().remove(no, gone)) {
            services.activity().disconnected(no);
        }
    }

    private static Refusal refusal(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause instanceof Refusal refusal ? refusal : Refusal.badRequest(String.valueOf(cause.getMessage()));
    }
}
