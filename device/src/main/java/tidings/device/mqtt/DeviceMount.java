package tidings.device.mqtt;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.broker.spi.Downlink;
import tidings.broker.spi.Mount;
import tidings.device.core.Link;
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
/// What it reports is parsed here, on the connection's loop, and handed to the writer; everything else that takes time is
/// done elsewhere.
final class DeviceMount implements Mount, Link {

    private final Services services;
    private final Device device;
    private final Backlog backlog;
    private final Map<String, Qos> subscriptions = new HashMap<>(); // on the loop
    private volatile @Nullable Downlink downlink;

    DeviceMount(Services services, Device device) {
        this.services = services;
        this.device = device;
        this.backlog = new Backlog(services.store().database().writer());
    }

    @Override
    public void opened(Downlink way) {
        downlink = way;
        services.links().add(device.no(), this);
    }

    @Override
    public void publish(Message message, Answer answer) {
        try {
            switch (Command.of(message.topic().text())) {
                case Command.Telemetry telemetry -> report(message, answer);
                case Command.Unknown unknown -> answer.accept(ReasonCode.TOPIC_NAME_INVALID);
            }
        } catch (BadPayloadException bad) {
            reject(message, bad.getMessage(), ReasonCode.PAYLOAD_FORMAT_INVALID, answer);
        }
    }

    @Override
    public ReasonCode subscribe(Subscription subscription) {
        String filter = subscription.filter().text();
        if (!Filter.isKnown(filter)) {
            return ReasonCode.TOPIC_FILTER_INVALID;
        }
        Qos granted = subscription.qos() == Qos.AT_MOST_ONCE ? Qos.AT_MOST_ONCE : Qos.AT_LEAST_ONCE;
        subscriptions.put(filter, granted);
        return ReasonCode.granted(granted);
    }

    @Override
    public ReasonCode unsubscribe(TopicFilter filter) {
        boolean subscribed = subscriptions.remove(filter.text()) != null;
        return subscribed ? ReasonCode.SUCCESS : ReasonCode.NO_SUBSCRIPTION_EXISTED;
    }

    @Override
    public void closed() {
        services.links().remove(device.no(), this);
    }

    @Override
    public void end(ReasonCode reason) {
        Downlink way = downlink;
        if (way != null) {
            way.disconnect(reason);
        }
    }

    /// Refuses a message, for the device and for the operator. Any thread.
    void reject(Message message, String why, ReasonCode reason, Answer answer) {
        services.rejections()
                .add(device.no(), device.name(), message.topic().text(), why, message.payload().asUtf8());
        answer.refuse(reason);
    }

    private void report(Message message, Answer answer) {
        Readings readings = services.payloads().telemetry(message.payload(), services.clock().millis());
        if (readings.isEmpty()) {
            answer.accept(ReasonCode.SUCCESS);
            return;
        }
        backlog.add(services.store().telemetry().write(device.no(), readings, new Reply(this, message, answer)));
    }
}
