package tidings.device.mqtt;

import org.jspecify.annotations.Nullable;
import tidings.broker.spi.Downlink;
import tidings.broker.spi.Mount;
import tidings.device.core.Devices.Known;
import tidings.device.core.Services;
import tidings.device.json.BadPayloadException;
import tidings.device.json.Readings;
import tidings.device.store.Device;
import tidings.mqtt.Message;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Subscription;
import tidings.mqtt.TopicFilter;

/// One connection of a device: its publishes are commands, its subscriptions are wishes to be told.
///
/// What it says is parsed here, on the connection's loop, and handed to the writer; everything else that takes time is
/// done elsewhere. A message that cannot be understood is refused as a whole.
final class DeviceMount implements Mount {

    private final Services services;
    private final Device device;
    private final Known known;
    private final long changes;
    private final AttributeCommands attributes;
    private final RpcCommands rpcs;
    private final ClaimCommand claims;
    private final OtaCommands ota;
    private @Nullable Connection connection;
    private @Nullable GatewayCommands gateway;

    /// @param changes of credentials before the device was let in
    DeviceMount(Services services, Known known, long changes) {
        this.services = services;
        this.known = known;
        this.changes = changes;
        this.device = known.device();
        this.attributes = new AttributeCommands(services);
        this.rpcs = new RpcCommands(services);
        this.claims = new ClaimCommand(services);
        this.ota = new OtaCommands(services);
    }

    @Override
    public void opened(Downlink downlink) {
        Connection opened = new Connection(services, known, downlink);
        connection = opened;
        gateway = device.gateway() ? new GatewayCommands(services, opened) : null;
        if (services.links().add(device.no(), opened)) {
            services.activity().connected(device.no());
            services.connections().connected(device.no());
        } else {
            services.activity().seen(device.no());
        }
        Noting.happened(services.messages(), device, "CONNECT", downlink.clientId(), "accepted");
        if (services.devices().credentialChanges() != changes) { // perhaps its own, while it came in
            services.devices().areCurrent(known.credentials()).thenAccept(current -> {
                if (!current) {
                    downlink.disconnect(ReasonCode.ADMINISTRATIVE_ACTION);
                }
            });
        }
    }

    @Override
    public void publish(Message message, Answer answer) {
        Connection from = connection();
        from.heard();
        take(from, message, Noting.came(services.messages(), device, message, answer));
    }

    private void take(Connection from, Message message, Answer answer) {
        if (!services.rates().allowsMessage(device.no())) {
            from.reject(message, "too many messages", ReasonCode.QUOTA_EXCEEDED, answer);
            return;
        }
        try {
            dispatch(from, Command.of(message.topic().text()), message, answer);
        } catch (BadPayloadException bad) {
            from.reject(message, bad.getMessage(), ReasonCode.PAYLOAD_FORMAT_INVALID, answer);
        }
    }

    private void dispatch(Connection from, Command command, Message message, Answer answer) {
        switch (command) {
            case Command.Telemetry telemetry -> report(from, message, answer);
            case Command.PublishAttributes publish -> attributes.publish(from, message, answer);
            case Command.RequestAttributes request -> attributes.request(from, request, message, answer);
            case Command.AnswerRpc rpc -> rpcs.answered(from, rpc, message, answer);
            case Command.CallServer call -> rpcs.call(from, call, message, answer);
            case Command.Claim claim -> claims.offer(from, message, answer);
            case Command.Chunk chunk -> ota.chunk(from, chunk, message, answer);
            case Command.Gateway said when gateway != null -> gateway.handle(said, message, answer);
            case Command.Gateway said -> answer.accept(ReasonCode.TOPIC_NAME_INVALID); // it is no gateway
            case Command.Unknown unknown -> dispatchOwn(from, message, answer);
        }
    }

    /// To a topic of its profile, or to none at all.
    private void dispatchOwn(Connection from, Message message, Answer answer) {
        if (known.transport().isTelemetry(message.topic())) {
            report(from, message, answer);
        } else if (known.transport().isAttributes(message.topic())) {
            attributes.publish(from, message, answer);
        } else {
            answer.accept(ReasonCode.TOPIC_NAME_INVALID);
        }
    }

    @Override
    public ReasonCode subscribe(Subscription subscription) {
        connection().heard();
        Qos granted = subscription.qos() == Qos.AT_MOST_ONCE ? Qos.AT_MOST_ONCE : Qos.AT_LEAST_ONCE;
        boolean known = connection().subscribe(subscription.filter().text(), granted);
        return Noting.came(services.messages(), device, "SUBSCRIBE", subscription.filter().text(),
                known ? ReasonCode.granted(granted) : ReasonCode.TOPIC_FILTER_INVALID);
    }

    @Override
    public ReasonCode unsubscribe(TopicFilter filter) {
        connection().heard();
        boolean subscribed = connection().unsubscribe(filter.text());
        return Noting.came(services.messages(), device, "UNSUBSCRIBE", filter.text(),
                subscribed ? ReasonCode.SUCCESS : ReasonCode.NO_SUBSCRIPTION_EXISTED);
    }

    @Override
    public void heard() {
        connection().heard();
    }

    @Override
    public void closed() {
        if (gateway != null) {
            gateway.close();
        }
        Noting.happened(services.messages(), device, "CLOSED", "", "the connection has ended");
        if (services.links().remove(device.no(), connection())) {
            services.activity().disconnected(device.no());
            services.connections().disconnected(device.no());
        }
    }

    private Connection connection() {
        if (connection == null) {
            throw new IllegalStateException("The connection is not open");
        }
        return connection;
    }

    private void report(Connection from, Message message, Answer answer) {
        Readings readings = services.payloads().telemetry(message.payload(), services.clock().millis());
        if (readings.isEmpty()) {
            answer.accept(ReasonCode.SUCCESS);
            return;
        }
        if (!services.rates().allowsTelemetry(device.no(), readings.size())) {
            from.reject(message, "too much telemetry", ReasonCode.QUOTA_EXCEEDED, answer);
            return;
        }
        from.backlog()
                .add(services.store().telemetry().write(device.no(), readings, from.acknowledging(message, answer)));
    }
}
