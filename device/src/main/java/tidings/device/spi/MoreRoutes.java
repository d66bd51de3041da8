package tidings.device.spi;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;

/// Routes of others on the HTTP port of the device server, such as those of the broker's management.
@FunctionalInterface
public interface MoreRoutes {

    /// Adds them, after those of the device server.
    ///
    /// @param administrators lets only administrators pass; for paths below `/api/`, where it is known who calls
    void addTo(RoutesConfig routes, Handler administrators);
}
