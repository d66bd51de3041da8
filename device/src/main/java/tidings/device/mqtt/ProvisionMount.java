package tidings.device.mqtt;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidings.broker.spi.Downlink;
import tidings.broker.spi.Mount;
import tidings.device.core.ProvisionRequests;
import tidings.device.core.Provisioning;
import tidings.device.core.Refusal;
import tidings.device.core.Services;
import tidings.device.json.BadPayloadException;
import tidings.device.json.Json;
import tidings.mqtt.Bytes;
import tidings.mqtt.Message;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Subscription;
import tidings.mqtt.TopicFilter;

/// A connection that can do one thing: provision a device (DEVICE_API 9).
final class ProvisionMount implements Mount {

    private static final Logger LOG = LoggerFactory.getLogger(ProvisionMount.class);
    private static final String REQUEST = "/provision/request";
    private static final String RESPONSE = "/provision/response";

    private final Services services;
    private @Nullable Downlink downlink;
    private volatile Qos quality = Qos.AT_LEAST_ONCE;

    ProvisionMount(Services services) {
        this.services = services;
    }

    @Override
    public void opened(Downlink way) {
        downlink = way;
        endIn(services.limits().idleTimeout(), way, ReasonCode.MAXIMUM_CONNECT_TIME);
    }

    @Override
    public void publish(Message message, Answer answer) {
        Downlink way = downlink;
        if (way == null || !message.topic().text().equals(REQUEST)) {
            answer.accept(ReasonCode.TOPIC_NAME_INVALID);
            if (way != null) {
                way.disconnect(ReasonCode.TOPIC_NAME_INVALID);
            }
            return;
        }
        try {
            Provisioning.Request request = ProvisionRequests.of(services.payloads().tree(message.payload()));
            answer.accept(ReasonCode.SUCCESS);
            services.provisioning().provision(request).thenAccept(result -> {
                way.publish(Message.of(RESPONSE, Bytes.utf8(Json.text(result))).withQos(quality));
                endIn(services.limits().provisionedTimeout(), way, ReasonCode.ADMINISTRATIVE_ACTION);
            });
        } catch (BadPayloadException | Refusal bad) {
            LOG.info("ip={} A request to provision is refused: {}", way.remote(), bad.getMessage());
            answer.refuse(ReasonCode.PAYLOAD_FORMAT_INVALID);
        }
    }

    @Override
    public ReasonCode subscribe(Subscription subscription) {
        if (!subscription.filter().text().equals(RESPONSE)) {
            return ReasonCode.TOPIC_FILTER_INVALID;
        }
        quality = subscription.qos() == Qos.AT_MOST_ONCE ? Qos.AT_MOST_ONCE : Qos.AT_LEAST_ONCE;
        return ReasonCode.granted(quality);
    }

    @Override
    public ReasonCode unsubscribe(TopicFilter filter) {
        return filter.text().equals(RESPONSE) ? ReasonCode.SUCCESS : ReasonCode.NO_SUBSCRIPTION_EXISTED;
    }

    private static void endIn(Duration time, Downlink way, ReasonCode reason) {
        CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS).execute(() -> way.disconnect(reason));
    }

    @Override
    public void closed() {
        downlink = null;
    }
}
