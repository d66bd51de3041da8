package tidings.manage;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.router.Endpoint;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.function.Supplier;

/// `/metrics`: Micrometer's meters of the JVM, the process and HTTP, and beside them what broker and others count
/// themselves, asked for when somebody looks.
final class Metrics implements AutoCloseable {

    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();

    /// @param measures everything that Micrometer does not count
    Metrics(Supplier<List<Measure>> measures) {
        new ClassLoaderMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        collections.bindTo(registry);
        registry.getPrometheusRegistry().register(new MeasureCollector(measures));
    }

    void addTo(RoutesConfig routes) {
        routes.get("/metrics", this::page);
        routes.get("/actuator/prometheus", this::page);
        routes.after(this::count);
    }

    private void page(Context context) {
        context.contentType(TEXT).result(registry.scrape(TEXT));
    }

    /// Routes are few, paths are not.
    private void count(Context context) {
        Endpoint route = context.endpoints().matchedHttpEndpoint();
        registry.counter(
                "http.requests", "route", route == null ? "none" : route.path, "code",
                String.valueOf(context.statusCode())).increment();
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
