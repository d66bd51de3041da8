package tidings.manage;

import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.NotFoundResponse;
import io.javalin.http.ServiceUnavailableResponse;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import tidings.broker.BrokerException;
import tidings.broker.BrokerView;
import tidings.broker.ClientDetails;
import tidings.broker.ClientQuery;
import tidings.broker.Figures;
import tidings.broker.Listing;
import tidings.broker.RetainedDetails;
import tidings.mqtt.Bytes;
import tidings.mqtt.Message;
import tidings.mqtt.Property;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.TopicName;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/api/broker...`: what operators see and do. Names that may have any character are parameters, not parts of paths.
final class BrokerRoutes {

    private static final int DEFAULT_PART = 100;

    private final BrokerView broker;
    private final Rates rates;
    private final String version;
    private final Supplier<Map<String, String>> configuration;

    /// @param configuration in force, without secrets
    BrokerRoutes(BrokerView broker, Rates rates, String version, Supplier<Map<String, String>> configuration) {
        this.broker = broker;
        this.rates = rates;
        this.version = version;
        this.configuration = configuration;
    }

    void addTo(RoutesConfig routes) {
        routes.get("/api/broker", answering(this::overview));
        routes.get("/api/broker/rates", answering(this::rates));
        routes.get("/api/broker/configuration", answering(this::configuration));
        routes.get("/api/broker/clients", answering(this::clients));
        routes.get("/api/broker/client", answering(this::client));
        routes.delete("/api/broker/client", answering(this::disconnect));
        routes.get("/api/broker/subscriptions", answering(this::subscriptions));
        routes.get("/api/broker/retained", answering(this::retained));
        routes.delete("/api/broker/retained", answering(this::removeRetained));
        routes.get("/api/broker/retained/message", answering(this::retainedMessage));
        routes.post("/api/broker/publish", answering(this::publish));
    }

    private void overview(Context context) {
        Figures figures = broker.figures();
        ObjectNode answer = Shapes.figures(figures).put("version", version);
        ArrayNode listeners = answer.putArray("listeners");
        broker.listeners().forEach(one -> listeners.add(Shapes.listener(one)));
        Rates.Sample last = rates.last();
        answer.set("rates", last == null ? null : Shapes.sample(last));
        Json.send(context, answer);
    }

    private void rates(Context context) {
        ObjectNode answer = Json.MAPPER.createObjectNode().put("intervalMillis", Rates.INTERVAL.toMillis());
        ArrayNode samples = answer.putArray("samples");
        rates.since(Json.number(context, "since", 0)).forEach(one -> samples.add(Shapes.sample(one)));
        Json.send(context, answer);
    }

    private void configuration(Context context) {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        configuration.get().forEach(answer::put);
        Json.send(context, answer);
    }

    private void clients(Context context) {
        ClientQuery query = new ClientQuery(Json.text(context, "search"), Json.flag(context, "connected"));
        Json.send(context, Shapes.listing(broker.clients(query, part(context)), Shapes::client));
    }

    private void client(Context context) {
        String clientId = Json.needed(context, "id");
        List<ClientDetails> found = broker.client(clientId);
        if (found.isEmpty()) {
            throw nobody(clientId);
        }
        ObjectNode answer = Shapes.client(found.get(0));
        ArrayNode others = answer.putArray("others");
        found.stream().skip(1).forEach(one -> others.add(Shapes.client(one)));
        ArrayNode subscriptions = answer.putArray("subscribed");
        broker.subscriptions(clientId).forEach(one -> subscriptions.add(Shapes.subscription(one)));
        Json.send(context, answer);
    }

    private void disconnect(Context context) {
        String clientId = Json.needed(context, "id");
        boolean wholeSession = Boolean.TRUE.equals(Json.flag(context, "session"));
        int ended = broker.disconnect(clientId, reason(Json.text(context, "reason")));
        boolean forgotten = wholeSession && broker.forget(clientId);
        if (ended == 0 && !forgotten) {
            throw nobody(clientId);
        }
        Json.send(context, Json.MAPPER.createObjectNode().put("disconnected", ended).put("forgotten", forgotten));
    }

    private void subscriptions(Context context) {
        String clientId = Json.text(context, "clientId");
        if (clientId.isEmpty()) {
            Json.send(context, Shapes.listing(
                    broker.subscriptions(Json.text(context, "search"), part(context)), Shapes::subscription));
        } else {
            var all = broker.subscriptions(clientId);
            Json.send(context, Shapes.listing(new Listing<>(all, all.size(), null), Shapes::subscription));
        }
    }

    private void retained(Context context) {
        String filter = Json.text(context, "filter");
        Listing<RetainedDetails> found =
                broker.retained(TopicFilter.of(filter.isEmpty() ? "#" : filter), part(context));
        Json.send(context, Shapes.listing(found, one -> Shapes.retained(one, Shapes.PREVIEW)));
    }

    private void retainedMessage(Context context) {
        Json.send(context, Shapes.retained(existing(context), Integer.MAX_VALUE));
    }

    private void removeRetained(Context context) {
        TopicName topic = existing(context).message().topic();
        broker.publish(Message.of(topic.text(), Bytes.EMPTY).withRetain(true));
        context.status(204);
    }

    private RetainedDetails existing(Context context) {
        TopicName topic = TopicName.of(Json.needed(context, "topic"));
        RetainedDetails found = broker.retained(topic);
        if (found == null) {
            throw new NotFoundResponse("There is no retained message at '" + topic.text() + "'");
        }
        return found;
    }

    private void publish(Context context) {
        ObjectNode body = Json.object(context);
        Message message = Message.of(text(body, "topic"), payload(body))
                .withQos(Qos.of(body.path("qos").asInt(0)))
                .withRetain(body.path("retain").asBoolean(false));
        if (body.has("contentType")) {
            message = message.with(Property.CONTENT_TYPE, text(body, "contentType"));
        }
        if (body.has("expirySeconds")) {
            message = message.with(Property.MESSAGE_EXPIRY_INTERVAL, body.path("expirySeconds").asLong(0));
        }
        boolean heard = broker.publish(message);
        Json.send(context, Json.MAPPER.createObjectNode().put("heard", heard));
    }

    private static Bytes payload(ObjectNode body) {
        if (body.has("payloadBase64")) {
            return Bytes.handOver(Base64.getDecoder().decode(text(body, "payloadBase64")));
        }
        JsonNode payload = body.path("payload");
        return payload.isMissingNode() || payload.isNull()
                ? Bytes.EMPTY
                : Bytes.utf8(payload.isString() ? payload.asString() : payload.toString());
    }

    private static String text(ObjectNode body, String name) {
        JsonNode value = body.path(name);
        if (!value.isString()) {
            throw new BadRequestResponse("'" + name + "' is to be a text");
        }
        return value.asString();
    }

    private static Listing.Part part(Context context) {
        String after = Json.text(context, "after");
        long count = Json.number(context, "pageSize", DEFAULT_PART);
        return new Listing.Part(after.isEmpty() ? null : after, Math.clamp(count, -1, Integer.MAX_VALUE));
    }

    private static ReasonCode reason(String name) {
        if (name.isEmpty()) {
            return ReasonCode.ADMINISTRATIVE_ACTION;
        }
        ReasonCode reason = ReasonCode.valueOf(name.toUpperCase(Locale.ROOT));
        if (!reason.isError()) {
            throw new BadRequestResponse("'" + name + "' is no reason to disconnect anybody");
        }
        return reason;
    }

    private static NotFoundResponse nobody(String clientId) {
        return new NotFoundResponse("There is no client '" + clientId + "'");
    }

    /// What is wrong with a request is said to whoever made it, and a broker that does not answer is unavailable.
    private static Handler answering(Handler handler) {
        return context -> {
            try {
                handler.handle(context);
            } catch (IllegalArgumentException wrong) {
                throw new BadRequestResponse(String.valueOf(wrong.getMessage()));
            } catch (BrokerException silent) {
                throw new ServiceUnavailableResponse(String.valueOf(silent.getMessage()));
            }
        };
    }
}
