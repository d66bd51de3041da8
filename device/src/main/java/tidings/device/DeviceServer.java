package tidings.device;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tidings.broker.Entrance;
import tidings.broker.spi.Authenticator;
import tidings.device.alarm.Alarms;
import tidings.device.core.Accounts;
import tidings.device.core.Activity;
import tidings.device.core.AddressGuard;
import tidings.device.core.Announcements;
import tidings.device.core.ApiKeys;
import tidings.device.core.Attributes;
import tidings.device.core.AuditLog;
import tidings.device.core.Certificates;
import tidings.device.core.Claims;
import tidings.device.core.ClientRpcs;
import tidings.device.core.ConnectionLog;
import tidings.device.core.Customers;
import tidings.device.core.Devices;
import tidings.device.core.Housekeeping;
import tidings.device.core.Links;
import tidings.device.core.LiveTelemetry;
import tidings.device.core.MessageLog;
import tidings.device.core.Packages;
import tidings.device.core.Profiles;
import tidings.device.core.Proof;
import tidings.device.core.Provisioning;
import tidings.device.core.RateLimit;
import tidings.device.core.RateLimits;
import tidings.device.core.Refusal;
import tidings.device.core.Rejections;
import tidings.device.core.Retention;
import tidings.device.core.Rollouts;
import tidings.device.core.Rpcs;
import tidings.device.core.Secrets;
import tidings.device.core.Services;
import tidings.device.core.Traffic;
import tidings.device.core.Updates;
import tidings.device.json.Json;
import tidings.device.json.PayloadParser;
import tidings.device.mqtt.DeviceLogin;
import tidings.device.ota.PackageFiles;
import tidings.device.rest.Desk;
import tidings.device.rest.HttpServer;
import tidings.device.rest.Identity;
import tidings.device.rest.PeopleLogin;
import tidings.device.sink.Sinks;
import tidings.device.spi.MoreRoutes;
import tidings.device.store.Credentials;
import tidings.device.store.Device;
import tidings.device.store.DeviceTable;
import tidings.device.store.Profile;
import tidings.device.store.ProfileTable;
import tidings.device.store.SettingTable;
import tidings.device.store.Store;
import tidings.mqtt.Message;
import tidings.storage.StorageException;
import tools.jackson.databind.node.ObjectNode;

/// Devices on top of a broker: what they report is stored and shown.
///
/// ```java
/// DeviceConfig config = DeviceConfig.builder().data(Path.of("data")).http("127.0.0.1:8080").build();
/// try (DeviceServer devices = DeviceServer.open(config);
///         Broker broker = Broker.start(BrokerConfig.builder().authenticator(devices.authenticator()).build())) {
///     URI page = devices.startHttp();
/// }
/// ```
///
/// Stop the broker first: then what devices have sent is stored, and acknowledged where they still hear it. Any thread may
/// use it; opening and closing block.
public final class DeviceServer implements AutoCloseable {

    private static final int TOKEN_SECRET_BYTES = 64;
    private static final Duration HOUSEKEEPING_PAUSE = Duration.ofSeconds(3);

    private final DeviceConfig config;
    private final Services services;
    private final Desk desk;
    private final @Nullable String generatedPassword;
    private final @Nullable FirstDevice firstDevice;
    private final Housekeeping housekeeping;
    private final Retention retention;
    private volatile Predicate<Message> publisher = message -> false;
    private @Nullable HttpServer http;

    private DeviceServer(DeviceConfig config, Services services) {
        this.config = config;
        this.services = services;
        Secrets secrets = services.secrets();
        Accounts accounts = new Accounts(services.store(), secrets, config.clock());
        AuditLog audit = new AuditLog(services.store(), secrets, config.clock(), config.auditKept());
        this.desk = new Desk(
                accounts, new ApiKeys(services.store(), secrets, config.clock()), audit,
                new Alarms(services.store(), secrets, config.clock()),
                new Sinks(
                        services.store(), secrets, config.clock(), config.data().resolve("dead-letters"),
                        config.sinkQueue(), config.deadLetterBytes(), this::publish),
                new Traffic(config.clock()), file -> Backup.write(config.data(), file, config.clock()),
                identify(services), RateLimit.parse(config.requestRate()));
        services.store().telemetry().listen(desk.traffic());
        services.store().telemetry().listen(desk.alarms()::reported);
        desk.sinks().start();
        this.retention = new Retention(services.store(), config.clock());
        retention.start();
        String password = accounts.createFirst(config.admin(), config.adminPassword());
        this.generatedPassword = config.adminPassword() == null ? password : null;
        this.firstDevice = password == null ? null : createFirst(services.devices());
        this.housekeeping = new Housekeeping(
                HOUSEKEEPING_PAUSE, List.of(
                        services.activity()::tick, services.rpcs()::tick, services.updates()::tick, audit::tick,
                        this::endSilent, services.messages()::tick, desk.alarms()::tick, desk.traffic()::tick));
    }

    /// A device that was made so that there is one.
    ///
    /// @param token what it connects with, as its user name
    public record FirstDevice(String name, String token) {}

    /// Opens the database, and makes what is needed where it is new. Nothing listens yet.
    ///
    /// @throws DeviceException if it cannot
    public static DeviceServer open(DeviceConfig config) {
        return open(config, InetAddress::isLoopbackAddress);
    }

    /// @param spared from where anybody may try as many wrong tokens as he likes. Else that is this machine: who comes from
    ///        it is a proxy in front of many, or somebody who develops.
    static DeviceServer open(DeviceConfig config, Predicate<InetAddress> spared) {
        Store store;
        try {
            store = Store.open(config.data(), config.durability(), config.limits().keysPerDevice());
        } catch (StorageException e) {
            throw new DeviceException(e.getMessage() + "; choose another folder with --data", e);
        }
        try {
            return new DeviceServer(config, services(config, store, spared));
        } catch (StorageException e) {
            store.close();
            throw new DeviceException(e.getMessage() + "; choose another folder with --data", e);
        }
    }

    /// All of it on one screen: who needs whom.
    private static Services services(DeviceConfig config, Store store, Predicate<InetAddress> spared) {
        LiveTelemetry live = new LiveTelemetry();
        store.telemetry().listen(live);
        InstantSource clock = config.clock();
        DeviceLimits limits = config.limits();
        Secrets secrets = new Secrets(new SecureRandom());
        int longestText = limits.textLength() == 0 ? Integer.MAX_VALUE : limits.textLength();
        PayloadParser payloads = new PayloadParser(config.lenientJson(), config.castTexts(), longestText);
        Links links = new Links(limits.sessionsPerDevice());
        Devices devices = new Devices(store, links, secrets, clock);
        Activity activity = new Activity(store, clock, limits.inactivityTimeout());
        Attributes attributes = new Attributes(store, links, activity, clock, limits.keysPerDevice());
        PackageFiles files = new PackageFiles(config.data().resolve("packages"), limits.packageBytes());
        Announcements announcements =
                new Announcements(store, attributes, clock, limits.announcementsPerMinute());
        Packages packages = new Packages(store, files, announcements, secrets, clock, limits.chunkBytes());
        Updates updates = new Updates(store, announcements, clock);
        store.telemetry().listen(updates);
        Rpcs rpcs = new Rpcs(store, links, secrets, payloads, clock, limits, config.requestOrder());
        ClientRpcs clientRpcs = new ClientRpcs(
                clock, gateway -> sessionLimits(limits, gateway), config.rpcHandlers(), limits.answerTimeout(),
                config.silentOnUnknownMethods());
        return new Services(
                store, limits, devices, attributes, rpcs, clientRpcs, new Customers(store, secrets, clock),
                new Profiles(store, packages, secrets, clock), packages, updates,
                new Rollouts(store, announcements, clock),
                new Claims(store, clock, limits.claimDuration(), limits.claimingAllowed()),
                new Provisioning(store, devices, secrets, clock),
                new Certificates(store, devices, clock, config.acceptExpiredCertificates()), links, live, activity,
                new Rejections(clock), new ConnectionLog(clock), new MessageLog(clock),
                new AddressGuard(limits.wrongCredentials(), limits.blockTime(), spared, clock),
                new RateLimits(
                        new RateLimits.Rates(
                                RateLimit.parse(limits.messageRate()), RateLimit.parse(limits.telemetryMessageRate()),
                                RateLimit.parse(limits.telemetryPointRate())),
                        new RateLimits.Rates(
                                RateLimit.parse(limits.totalMessageRate()),
                                RateLimit.parse(limits.totalTelemetryMessageRate()),
                                RateLimit.parse(limits.totalTelemetryPointRate())),
                        clock),
                payloads,
                secrets, clock);
    }

    /// What `getSessionLimits` answers (DEVICE_API 7.3). What a gateway sends counts as its own, and what it reports for the
    /// devices behind it as theirs.
    private static String sessionLimits(DeviceLimits limits, boolean gateway) {
        ObjectNode answer = Json.object().put("maxPayloadSize", limits.packetBytes()).put("maxInflightMessages", 100);
        answer.set("rateLimits", rates(limits));
        if (gateway) {
            answer.set("gatewayRateLimits", rates(limits));
        }
        return Json.text(answer);
    }

    private static ObjectNode rates(DeviceLimits limits) {
        return Json.object()
                .put("messages", emptyToNull(limits.messageRate()))
                .put("telemetryMessages", emptyToNull(limits.telemetryMessageRate()))
                .put("telemetryDataPoints", emptyToNull(limits.telemetryPointRate()));
    }

    private static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }

    /// Lets devices in, and administrators with the token of their login; it refuses whom it does not know, so it is the
    /// last to be asked.
    public Authenticator authenticator() {
        Authenticator people = new PeopleLogin(desk, config.clock());
        Authenticator devices = new DeviceLogin(services, wholePacket(config.limits().packetBytes()));
        return login -> people.authenticate(login)
                .thenCompose(verdict -> verdict instanceof Authenticator.Verdict.NotMine
                        ? devices.authenticate(login)
                        : CompletableFuture.completedStage(verdict));
    }

    /// How large a packet is with its fixed header, whose length does not count in the limit (DEVICE_API 2.2).
    private static int wholePacket(int remainingLength) {
        int digits = 1;
        for (int rest = remainingLength >> 7; rest > 0; rest >>= 7) {
            digits++;
        }
        return Math.addExact(1 + digits, remainingLength);
    }

    /// Says where messages go that sinks publish.
    ///
    /// @param broker takes a message, and tells whether it could
    public void publishThrough(Predicate<Message> broker) {
        publisher = broker;
    }

    private boolean publish(Message message) {
        return publisher.test(message);
    }

    /// Starts to listen for HTTP.
    ///
    /// @param more routes of others
    /// @return where, with the port really taken
    /// @throws DeviceException if it cannot listen there
    public URI startHttp(MoreRoutes... more) {
        return http(null, List.of(more));
    }

    /// Starts to listen for HTTP, and for MQTT over WebSocket at its path `/mqtt`.
    ///
    /// @param mqtt where that goes
    /// @param more routes of others
    /// @return where, with the port really taken
    /// @throws DeviceException if it cannot listen there
    public URI startHttp(Entrance mqtt, MoreRoutes... more) {
        return http(mqtt, List.of(more));
    }

    private URI http(@Nullable Entrance mqtt, List<MoreRoutes> more) {
        try {
            HttpServer started =
                    HttpServer.start(config.httpHost(), config.httpPort(), services, desk, mqtt, more);
            http = started;
            String host = config.httpHost().contains(":") ? "[" + config.httpHost() + "]" : config.httpHost();
            return URI.create("http://" + host + ":" + started.port());
        } catch (UncheckedIOException e) {
            throw new DeviceException("Cannot listen at " + config.httpHost() + ":" + config.httpPort()
                    + " for HTTP: the port is taken, or the address is not of this machine; choose another with --http",
                    e);
        }
    }

    /// The password that was made up for the administrator, when the database was made; null later, and where one was
    /// given. It is kept nowhere.
    public @Nullable String generatedPassword() {
        return generatedPassword;
    }

    /// The device that was made when the database was; null later.
    public @Nullable FirstDevice firstDevice() {
        return firstDevice;
    }

    /// Makes a device with a name and an access token, unless there is one of that name.
    ///
    /// @throws IllegalArgumentException if the token is another's
    public void ensureDevice(String name, String token) {
        boolean known = services.store().database().query(on -> DeviceTable.byName(on, name) != null);
        if (!known) {
            try {
                services.devices().create(Devices.Draft.named(name, null), Proof.token(token));
            } catch (Refusal taken) {
                throw new IllegalArgumentException(taken.getMessage(), taken);
            }
        }
    }

    /// What goes on, in numbers.
    public DeviceFigures figures() {
        AddressGuard.Tally guard = services.guard().tally();
        return new DeviceFigures(
                services.links().size(), services.live().points(), services.rpcs().times(),
                services.store().database().writer().commits(),
                desk.sinks().all().stream().filter(state -> state.sink().enabled()).map(DeviceServer::figures).toList(),
                desk.alarms().overlooked(), guard.blocks(), guard.turnedAway());
    }

    private static DeviceFigures.SinkFigures figures(Sinks.State state) {
        return new DeviceFigures.SinkFigures(
                state.sink().name(), state.delivered(), state.failures(), state.retried(), state.waiting(),
                state.dead());
    }

    /// Whether the database answers. Blocks until it does.
    public boolean isAlive() {
        return services.store().database().query(on -> on.number("SELECT 1")) == 1;
    }

    /// Stops listening for HTTP, stores what waits, and closes the database.
    @Override
    public void close() {
        if (http != null) {
            http.close();
            http = null;
        }
        housekeeping.close();
        retention.close();
        desk.alarms().close();
        desk.sinks().close();
        services.activity().tick();
        services.store().close();
    }

    private void endSilent() {
        services.links().endSilent(config.clock().millis() - config.limits().idleTimeout().toMillis());
    }

    private static FirstDevice createFirst(Devices devices) {
        Device device = devices.create(Devices.Draft.named("My first device", null), null);
        Credentials credentials = devices.credentials(device.no());
        return new FirstDevice(device.name(), credentials.credentialsId());
    }

    /// Reads who this server is, or decides it.
    private static Identity identify(Services services) {
        Secrets secrets = services.secrets();
        byte[] random = new byte[TOKEN_SECRET_BYTES];
        secrets.random().nextBytes(random);
        String fresh = Base64.getEncoder().encodeToString(random);
        return services.store().database().write(on -> {
            if (on.number("SELECT count(*) FROM profile") == 0) {
                ProfileTable.put(on, Profile.named("default", secrets.uuid(), services.clock().millis(), true));
            }
            String tenant = SettingTable.getOrPut(on, "tenant", secrets.uuid().toString());
            String secret = SettingTable.getOrPut(on, "token-secret", fresh);
            return new Identity(UUID.fromString(tenant), Base64.getDecoder().decode(secret));
        });
    }
}
