package tidings.tinkerforge.gateway;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.tinkerforge.catalog.Callback;
import tidings.tinkerforge.catalog.Device;

/// Tells another system which bricks there are, and what they say. On the event loop.
public interface Announcer {

    /// A brick is there; may be said again.
    ///
    /// @param identity values of its elements, in the order of the catalog
    /// @param fed the callbacks whose events will come
    void came(String uid, Device device, List<Object> identity, List<Callback> fed);

    /// A brick is gone.
    void went(String uid, Device device);

    /// A brick said something.
    void event(String uid, Device device, Callback callback, List<? extends @Nullable Object> values);
}
