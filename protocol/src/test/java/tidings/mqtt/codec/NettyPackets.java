package tidings.mqtt.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttConnAckVariableHeader;
import io.netty.handler.codec.mqtt.MqttConnectPayload;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttConnectVariableHeader;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageFactory;
import io.netty.handler.codec.mqtt.MqttMessageIdAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubAckPayload;
import io.netty.handler.codec.mqtt.MqttSubscribePayload;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption.RetainedHandlingPolicy;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import io.netty.handler.codec.mqtt.MqttUnsubAckPayload;
import io.netty.handler.codec.mqtt.MqttUnsubscribePayload;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.Auth;
import tidings.mqtt.Bytes;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;
import tidings.mqtt.PingReq;
import tidings.mqtt.PingResp;
import tidings.mqtt.Properties;
import tidings.mqtt.PubAck;
import tidings.mqtt.PubComp;
import tidings.mqtt.PubRec;
import tidings.mqtt.PubRel;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.SubAck;
import tidings.mqtt.Subscribe;
import tidings.mqtt.Subscription;
import tidings.mqtt.Subscription.RetainHandling;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.TopicName;
import tidings.mqtt.UnsubAck;
import tidings.mqtt.Unsubscribe;
import tidings.mqtt.Version;

/// Our packets as Netty's, and back.
final class NettyPackets {

    private final Version version;

    NettyPackets(Version version) {
        this.version = version;
    }

    MqttMessage toNetty(Packet packet) {
        return switch (packet) {
            case Connect connect -> connect(connect);
            case ConnAck ack -> message(
                    MqttMessageType.CONNACK,
                    new MqttConnAckVariableHeader(
                            MqttConnectReturnCode.valueOf((byte) connectCode(ack)), ack.sessionPresent(),
                            properties(ack.properties())),
                    null);
            case Publish publish -> publish(publish);
            case PubAck ack -> reply(MqttMessageType.PUBACK, ack.packetId(), ack.reason(), ack.properties());
            case PubRec ack -> reply(MqttMessageType.PUBREC, ack.packetId(), ack.reason(), ack.properties());
            case PubRel ack -> reply(MqttMessageType.PUBREL, ack.packetId(), ack.reason(), ack.properties());
            case PubComp ack -> reply(MqttMessageType.PUBCOMP, ack.packetId(), ack.reason(), ack.properties());
            case Subscribe subscribe -> message(
                    MqttMessageType.SUBSCRIBE, head(subscribe.packetId(), subscribe.properties()),
                    new MqttSubscribePayload(
                            subscribe.subscriptions().stream().map(NettyPackets::subscription).toList()));
            case SubAck ack -> message(
                    MqttMessageType.SUBACK, head(ack.packetId(), ack.properties()),
                    new MqttSubAckPayload(ack.reasons().stream().mapToInt(ReasonCode::code).toArray()));
            case Unsubscribe unsubscribe -> message(
                    MqttMessageType.UNSUBSCRIBE, head(unsubscribe.packetId(), unsubscribe.properties()),
                    new MqttUnsubscribePayload(unsubscribe.filters().stream().map(TopicFilter::text).toList()));
            case UnsubAck ack -> message(
                    MqttMessageType.UNSUBACK, head(ack.packetId(), ack.properties()),
                    new MqttUnsubAckPayload(ack.reasons().stream().map(reason -> (short) reason.code()).toList()));
            case PingReq ping -> message(MqttMessageType.PINGREQ, null, null);
            case PingResp ping -> message(MqttMessageType.PINGRESP, null, null);
            case Disconnect disconnect ->
                outcome(MqttMessageType.DISCONNECT, disconnect.reason(), disconnect.properties());
            case Auth auth -> outcome(MqttMessageType.AUTH, auth.reason(), auth.properties());
        };
    }

    Packet fromNetty(MqttMessage message) {
        Object head = message.variableHeader();
        Object payload = message.payload();
        return switch (message.fixedHeader().messageType()) {
            case CONNECT -> connect((MqttConnectVariableHeader) head, (MqttConnectPayload) payload);
            case CONNACK -> connAck((MqttConnAckVariableHeader) head);
            case PUBLISH -> publish(message.fixedHeader(), (MqttPublishVariableHeader) head, (ByteBuf) payload);
            case PUBACK, PUBREC, PUBREL, PUBCOMP -> reply(message.fixedHeader().messageType(), head);
            case SUBSCRIBE -> new Subscribe(
                    id(head),
                    ((MqttSubscribePayload) payload).topicSubscriptions()
                            .stream()
                            .map(NettyPackets::subscription)
                            .toList(),
                    properties(head));
            case SUBACK -> new SubAck(
                    id(head), reasons(((MqttSubAckPayload) payload).reasonCodes()), properties(head));
            case UNSUBSCRIBE -> new Unsubscribe(
                    id(head), ((MqttUnsubscribePayload) payload).topics().stream().map(TopicFilter::of).toList(),
                    properties(head));
            case UNSUBACK -> new UnsubAck(
                    id(head), reasons(((MqttUnsubAckPayload) payload).unsubscribeReasonCodes()), properties(head));
            case PINGREQ -> PingReq.INSTANCE;
            case PINGRESP -> PingResp.INSTANCE;
            case DISCONNECT -> new Disconnect(outcomeReason(head), outcomeProperties(head));
            case AUTH -> new Auth(outcomeReason(head), outcomeProperties(head));
        };
    }

    private int connectCode(ConnAck ack) {
        return version.hasProperties() ? ack.reason().code() : ack.reason().connectReturnCode();
    }

    private MqttMessage connect(Connect connect) {
        Message will = connect.will();
        Bytes password = connect.password();
        MqttConnectVariableHeader head = new MqttConnectVariableHeader(
                version.protocolName(), version.level(), connect.userName() != null, password != null,
                will != null && will.retain(), will == null ? 0 : will.qos().level(), will != null,
                connect.cleanStart(), connect.keepAliveSeconds(), properties(connect.properties()));
        MqttConnectPayload payload = new MqttConnectPayload(
                connect.clientId(), properties(will == null ? Properties.NONE : will.properties()),
                will == null ? null : will.topic().text(), will == null ? null : will.payload().toArray(),
                connect.userName(), password == null ? null : password.toArray());
        return message(MqttMessageType.CONNECT, head, payload);
    }

    private Connect connect(MqttConnectVariableHeader head, MqttConnectPayload payload) {
        Message will = !head.isWillFlag()
                ? null
                : new Message(
                        TopicName.of(payload.willTopic()), Bytes.copyOf(payload.willMessageInBytes()),
                        Qos.of(head.willQos()), head.isWillRetain(),
                        NettyProperties.fromNetty(payload.willProperties()));
        return new Connect(
                version, payload.clientIdentifier(), head.isCleanSession(), head.keepAliveTimeSeconds(), will,
                head.hasUserName() ? payload.userName() : null,
                head.hasPassword() ? Bytes.copyOf(payload.passwordInBytes()) : null,
                NettyProperties.fromNetty(head.properties()));
    }

    private ConnAck connAck(MqttConnAckVariableHeader head) {
        int code = head.connectReturnCode().byteValue() & 0xFF;
        ReasonCode reason = version.hasProperties() ? reason(code) : Reasons.ofConnectReturnCode(code);
        return new ConnAck(head.isSessionPresent(), reason, NettyProperties.fromNetty(head.properties()));
    }

    private MqttMessage publish(Publish publish) {
        Message message = publish.message();
        MqttFixedHeader fixed = new MqttFixedHeader(
                MqttMessageType.PUBLISH, publish.dup(), MqttQoS.valueOf(message.qos().level()), message.retain(), 0);
        MqttPublishVariableHeader head = new MqttPublishVariableHeader(
                message.topic().text(), message.qos() == Qos.AT_MOST_ONCE ? 1 : publish.packetId(),
                properties(message.properties()));
        return MqttMessageFactory.newMessage(fixed, head, Unpooled.wrappedBuffer(message.payload().toArray()));
    }

    private static Publish publish(MqttFixedHeader fixed, MqttPublishVariableHeader head, ByteBuf payload) {
        Qos qos = Qos.of(fixed.qosLevel().value());
        TopicName topic = head.topicName().isEmpty() ? TopicName.NONE : TopicName.of(head.topicName());
        Message message = new Message(
                topic, Bytes.readFrom(payload, payload.readableBytes()), qos, fixed.isRetain(),
                NettyProperties.fromNetty(head.properties()));
        return new Publish(message, fixed.isDup(), qos == Qos.AT_MOST_ONCE ? Packet.NO_ID : head.packetId());
    }

    private MqttMessage reply(MqttMessageType type, int id, ReasonCode reason, Properties properties) {
        Object head = version.hasProperties()
                ? new MqttPubReplyMessageVariableHeader(id, (byte) reason.code(), properties(properties))
                : MqttMessageIdVariableHeader.from(id);
        return message(type, head, null);
    }

    private static Packet reply(MqttMessageType type, Object head) {
        boolean full = head instanceof MqttPubReplyMessageVariableHeader;
        ReasonCode reason =
                full ? reason(((MqttPubReplyMessageVariableHeader) head).reasonCode() & 0xFF) : ReasonCode.SUCCESS;
        Properties properties = full
                ? NettyProperties.fromNetty(((MqttPubReplyMessageVariableHeader) head).properties())
                : Properties.NONE;
        return switch (type) {
            case PUBACK -> new PubAck(id(head), reason, properties);
            case PUBREC -> new PubRec(id(head), reason, properties);
            case PUBREL -> new PubRel(id(head), reason, properties);
            default -> new PubComp(id(head), reason, properties);
        };
    }

    private MqttMessage outcome(MqttMessageType type, ReasonCode reason, Properties properties) {
        Object head = version.hasProperties()
                ? new MqttReasonCodeAndPropertiesVariableHeader((byte) reason.code(), properties(properties))
                : null;
        return message(type, head, null);
    }

    private static ReasonCode outcomeReason(@Nullable Object head) {
        return head instanceof MqttReasonCodeAndPropertiesVariableHeader full
                ? reason(full.reasonCode() & 0xFF)
                : ReasonCode.SUCCESS;
    }

    private static Properties outcomeProperties(@Nullable Object head) {
        return head instanceof MqttReasonCodeAndPropertiesVariableHeader full
                ? NettyProperties.fromNetty(full.properties())
                : Properties.NONE;
    }

    private static MqttTopicSubscription subscription(Subscription subscription) {
        return new MqttTopicSubscription(
                subscription.filter().text(),
                new MqttSubscriptionOption(
                        MqttQoS.valueOf(subscription.qos().level()), subscription.noLocal(),
                        subscription.retainAsPublished(),
                        RetainedHandlingPolicy.valueOf(subscription.retainHandling().ordinal())));
    }

    private static Subscription subscription(MqttTopicSubscription subscription) {
        MqttSubscriptionOption option = subscription.option();
        return new Subscription(
                TopicFilter.of(subscription.topicFilter()), Qos.of(option.qos().value()), option.isNoLocal(),
                option.isRetainAsPublished(), RetainHandling.values()[option.retainHandling().value()]);
    }

    private static List<ReasonCode> reasons(List<? extends Number> codes) {
        return codes.stream().map(code -> reason(code.intValue())).toList();
    }

    private static ReasonCode reason(int code) {
        ReasonCode reason = ReasonCode.ofCode(code);
        if (reason == null) {
            throw new IllegalArgumentException("There is no reason " + code);
        }
        return reason;
    }

    private static MqttMessage message(
            MqttMessageType type, @Nullable Object variableHeader, @Nullable Object payload) {
        boolean marked = type == MqttMessageType.PUBREL || type == MqttMessageType.SUBSCRIBE
                || type == MqttMessageType.UNSUBSCRIBE;
        MqttFixedHeader fixed = new MqttFixedHeader(
                type, false, marked ? MqttQoS.AT_LEAST_ONCE : MqttQoS.AT_MOST_ONCE, false, 0);
        return MqttMessageFactory.newMessage(fixed, variableHeader, payload);
    }

    private MqttMessageIdVariableHeader head(int id, Properties properties) {
        return new MqttMessageIdAndPropertiesVariableHeader(id, properties(properties));
    }

    private static int id(Object head) {
        return ((MqttMessageIdVariableHeader) head).messageId();
    }

    private static MqttProperties properties(Properties properties) {
        return NettyProperties.toNetty(properties);
    }

    private static Properties properties(Object head) {
        return head instanceof MqttMessageIdAndPropertiesVariableHeader full
                ? NettyProperties.fromNetty(full.properties())
                : Properties.NONE;
    }
}
