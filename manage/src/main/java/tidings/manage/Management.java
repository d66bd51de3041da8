package tidings.manage;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import tidings.broker.Broker;
import tidings.broker.BrokerView;

/// What people and programs see of a broker over HTTP: `/metrics`, `/health/live`, `/health/ready`, `/api/broker/...`.
/// Its routes hang on whatever HTTP server there is, or on one of its own: [ManagementServer].
///
/// ```java
/// Management management = Management.of(broker).build();
/// ManagementServer server = ManagementServer.start("127.0.0.1", 8081, token, management);
/// ```
///
/// Does not own the broker: close this first.
public final class Management implements AutoCloseable {

    private final Health health = new Health();
    private final Metrics metrics;
    private final Rates rates;
    private final BrokerRoutes broker;

    private Management(Builder from) {
        BrokerView view = from.broker.view();
        this.metrics = new Metrics(() -> measures(view, from.measures));
        this.rates = new Rates(view::figures, InstantSource.system());
        this.broker = new BrokerRoutes(view, rates, from.version, from.configuration);
        health.live("eventLoops", view::isAlive);
        health.ready("listeners", () -> !view.listeners().isEmpty());
        from.checks.forEach(health::ready);
        rates.start();
    }

    /// Collects what there is to be seen beside the broker.
    public static Builder of(Broker broker) {
        return new Builder(broker);
    }

    /// What there is to be seen beside the broker.
    public static final class Builder {
        private final Broker broker;
        private final List<Supplier<List<Measure>>> measures = new ArrayList<>();
        private final Map<String, BooleanSupplier> checks = new LinkedHashMap<>();
        private Supplier<Map<String, String>> configuration = Map::of;
        private String version = "";

        private Builder(Broker broker) {
            this.broker = broker;
        }

        /// Further numbers for `/metrics`, asked for whenever somebody looks.
        public Builder measures(Supplier<List<Measure>> more) {
            measures.add(more);
            return this;
        }

        /// A further part that must work before clients are sent here.
        ///
        /// @param check may block for seconds
        public Builder check(String part, BooleanSupplier check) {
            checks.put(part, check);
            return this;
        }

        /// The configuration in force, key by key, without secrets.
        public Builder configuration(Supplier<Map<String, String>> settings) {
            configuration = settings;
            return this;
        }

        /// Of the program, in words.
        public Builder version(String words) {
            version = words;
            return this;
        }

        public Management build() {
            return new Management(this);
        }
    }

    /// Adds the routes.
    ///
    /// @param administrators lets only those pass who may manage the broker: all of `/api/broker` is behind it
    public void addTo(RoutesConfig routes, Handler administrators) {
        health.addTo(routes);
        metrics.addTo(routes);
        routes.before("/api/broker", administrators);
        routes.before("/api/broker/*", administrators);
        broker.addTo(routes);
    }

    @Override
    public void close() {
        rates.close();
        metrics.close();
    }

    private static List<Measure> measures(BrokerView view, List<Supplier<List<Measure>>> more) {
        List<Measure> all = new ArrayList<>(BrokerMeasures.of(view.figures()));
        more.forEach(source -> all.addAll(source.get()));
        return all;
    }
}
