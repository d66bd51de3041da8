package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tidings.broker.spi.Authenticator.Verdict;
import tidings.broker.spi.Downlink;
import tidings.broker.spi.Mount;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;
import tidings.mqtt.PingReq;
import tidings.mqtt.PingResp;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.PubAck;
import tidings.mqtt.PubComp;
import tidings.mqtt.PubRec;
import tidings.mqtt.PubRel;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.SubAck;
import tidings.mqtt.Subscription;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.Version;
import tidings.testkit.Await;
import tidings.testkit.Spec;

/// What a mount may rely on, and its client.
class MountTest {

    private static final int MAXIMUM_PACKET_SIZE = 4_096;

    private final RecordingMount mount = new RecordingMount();
    private final Broker broker = Broker.start(BrokerConfig.builder()
            .listen("mqtt://127.0.0.1:0")
            .authenticator(login -> CompletableFuture.completedStage("ordinary".equals(login.userName())
                    ? Verdict.ACCEPTED
                    : new Verdict.Mounted(mount, MAXIMUM_PACKET_SIZE)))
            .build());
    private final URI address = broker.addresses().get(0);

    /// A publish that waits for its answer.
    private record Asked(Message message, Mount.Answer answer) {
        String text() {
            return message.payload().asUtf8();
        }
    }

    private static final class RecordingMount implements Mount {
        final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
        final CompletableFuture<Downlink> opened = new CompletableFuture<>();
        final CompletableFuture<Integer> askedAtTheEnd = new CompletableFuture<>();
        private int count;

        @Override
        public void opened(Downlink downlink) {
            opened.complete(downlink);
        }

        @Override
        public void publish(Message message, Answer answer) {
            count++;
            asked.add(new Asked(message, answer));
        }

        @Override
        public ReasonCode subscribe(Subscription subscription) {
            return subscription.filter().text().startsWith("known")
                    ? ReasonCode.granted(subscription.qos())
                    : ReasonCode.TOPIC_FILTER_INVALID;
        }

        @Override
        public ReasonCode unsubscribe(TopicFilter filter) {
            return ReasonCode.NO_SUBSCRIPTION_EXISTED;
        }

        @Override
        public void closed() {
            askedAtTheEnd.complete(count);
        }

        Asked next() throws InterruptedException {
            Asked next = asked.poll(20, TimeUnit.SECONDS);
            assertThat(next).isNotNull();
            return next;
        }
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void tellsTheClientThatNothingIsKept() throws IOException {
        try (RawClient client = new RawClient(address, Version.V5)) {
            client.send(new Connect(
                    Version.V5, "", false, 0, null, null, null,
                    Properties.NONE.with(Property.SESSION_EXPIRY_INTERVAL, 100L)));
            ConnAck answer = client.receive(ConnAck.class);
            assertThat(answer.sessionPresent()).isFalse();
            assertThat(answer.properties().get(Property.SESSION_EXPIRY_INTERVAL)).isZero();
            assertThat(answer.properties().get(Property.MAXIMUM_PACKET_SIZE)).isEqualTo(MAXIMUM_PACKET_SIZE);
            assertThat(answer.properties().get(Property.ASSIGNED_CLIENT_IDENTIFIER)).isNotEmpty();
        }
    }

    @Test
    @Spec("MQTT-4.6.0-2")
    void acknowledgementsKeepTheOrderOfTheMessages() throws Exception {
        try (RawClient client = RawClient.connected(address, Version.V5, "c")) {
            client.send(publish("1", Qos.AT_LEAST_ONCE, 1), publish("2", Qos.EXACTLY_ONCE, 2),
                    publish("3", Qos.AT_LEAST_ONCE, 3));
            List<Asked> asked = List.of(mount.next(), mount.next(), mount.next());
            asked.get(2).answer().accept(ReasonCode.SUCCESS);
            asked.get(1).answer().accept(ReasonCode.SUCCESS);
            client.send(PingReq.INSTANCE);
            assertThat(client.receive()).as("nothing is answered before its turn").isEqualTo(PingResp.INSTANCE);
            asked.get(0).answer().accept(ReasonCode.NO_MATCHING_SUBSCRIBERS);
            assertThat(client.receive()).isEqualTo(new PubAck(1, ReasonCode.NO_MATCHING_SUBSCRIBERS));
            assertThat(client.receive()).isEqualTo(new PubRec(2));
            assertThat(client.receive()).isEqualTo(new PubAck(3));
        }
    }

    @Test
    @Spec({"MQTT-4.3.3-8", "MQTT-4.3.3-10"})
    void exactlyOnceIsAskedOnceHoweverOftenItIsRepeated() throws Exception {
        try (RawClient client = RawClient.connected(address, Version.V3_1_1, "c")) {
            Publish message = publish("x", Qos.EXACTLY_ONCE, 1);
            client.send(message, message);
            mount.next().answer().accept(ReasonCode.SUCCESS);
            assertThat(client.receive()).isEqualTo(new PubRec(1));
            client.send(message);
            assertThat(client.receive()).isEqualTo(new PubRec(1));
            client.send(new PubRel(1));
            assertThat(client.receive()).isEqualTo(new PubComp(1));
            client.send(publish("end", Qos.AT_MOST_ONCE, Packet.NO_ID));
            assertThat(mount.next().text()).isEqualTo("end");
        }
    }

    @Test
    void aRefusalIsToldToThoseWhoUnderstandIt() throws Exception {
        try (RawClient client = RawClient.connected(address, Version.V5, "c")) {
            client.send(publish("x", Qos.AT_LEAST_ONCE, 1));
            mount.next().answer().refuse(ReasonCode.PAYLOAD_FORMAT_INVALID);
            assertThat(client.receive()).isEqualTo(new PubAck(1, ReasonCode.PAYLOAD_FORMAT_INVALID));
            client.send(publish("x", Qos.EXACTLY_ONCE, 1));
            mount.next().answer().refuse(ReasonCode.QUOTA_EXCEEDED);
            assertThat(client.receive()).isEqualTo(new PubRec(1, ReasonCode.QUOTA_EXCEEDED));
            client.send(publish("x", Qos.AT_MOST_ONCE, Packet.NO_ID));
            mount.next().answer().refuse(ReasonCode.TOPIC_NAME_INVALID);
            assertThat(client.receive()).isEqualTo(Disconnect.of(ReasonCode.TOPIC_NAME_INVALID));
        }
    }

    @Test
    void aRefusalDisconnectsThoseWhoDoNot() throws Exception {
        try (RawClient client = RawClient.connected(address, Version.V3_1_1, "c")) {
            client.send(publish("x", Qos.AT_LEAST_ONCE, 1));
            mount.next().answer().refuse(ReasonCode.PAYLOAD_FORMAT_INVALID);
            assertThat(client.receive()).isNull();
        }
    }

    @Test
    void aClientThatKnowsNoReceiveMaximumIsSlowedDownAndLosesNothing() throws Exception {
        int messages = 3_000;
        try (RawClient client = RawClient.connected(address, Version.V3_1_1, "c")) {
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> sendAll(client, messages));
            int limit = Limits.defaults().receiveMaximum();
            Await.until("the limit is reached", () -> mount.asked.size() == limit);
            for (int i = 1; i <= messages; i++) {
                Asked asked = mount.next();
                assertThat(mount.asked).hasSizeLessThan(limit);
                assertThat(asked.text()).isEqualTo("m" + i);
                asked.answer().accept(ReasonCode.SUCCESS);
                assertThat(client.receive()).isEqualTo(new PubAck(i));
            }
            sent.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void whatCameBeforeAGoodbyeIsHandedOver() throws Exception {
        int messages = 3_000;
        try (RawClient client = RawClient.connected(address, Version.V3_1_1, "c")) {
            sendAll(client, messages);
            client.send(Disconnect.NORMAL);
            for (int i = 1; i <= messages; i++) {
                Asked asked = mount.next();
                assertThat(asked.text()).isEqualTo("m" + i);
                asked.answer().accept(ReasonCode.SUCCESS);
            }
            assertThat(mount.askedAtTheEnd.get(20, TimeUnit.SECONDS)).isEqualTo(messages);
        }
    }

    @Test
    void whatCameBeforeTheEndIsHandedOver() throws Exception {
        try (RawClient client = RawClient.connected(address, Version.V3_1_1, "c")) {
            for (int i = 1; i <= 3_000; i++) {
                client.send(publish("m" + i, Qos.AT_MOST_ONCE, Packet.NO_ID));
            }
        }
        for (int i = 1; i <= 3_000; i++) {
            mount.next().answer().accept(ReasonCode.SUCCESS);
        }
        assertThat(mount.askedAtTheEnd.get(20, TimeUnit.SECONDS)).isEqualTo(3_000);
    }

    @Test
    void aClientThatWaitsForNoAnswerIsSlowedDownAndLosesNothing() throws Exception {
        int messages = 3_000;
        try (RawClient client = RawClient.connected(address, Version.V5, "c")) {
            for (int i = 1; i <= messages; i++) {
                client.send(publish("m" + i, Qos.AT_MOST_ONCE, Packet.NO_ID));
            }
            int limit = Limits.defaults().receiveMaximum();
            Await.until("the limit is reached", () -> mount.asked.size() == limit);
            for (int i = 1; i <= messages; i++) {
                Asked asked = mount.next();
                assertThat(mount.asked).hasSizeLessThan(limit);
                assertThat(asked.text()).isEqualTo("m" + i);
                asked.answer().accept(ReasonCode.SUCCESS);
            }
            assertThat(client.isAlive()).isTrue();
        }
    }

    @Test
    void theWayBackMayBeUsedByAnyThread() throws Exception {
        try (RawClient client = RawClient.connected(address, Version.V3_1_1, "c")) {
            Downlink downlink = mount.opened.get(20, TimeUnit.SECONDS);
            assertThat(downlink.clientId()).isEqualTo("c");
            assertThat(downlink.version()).isEqualTo(Version.V3_1_1);
            for (int i = 1; i <= 100; i++) {
                downlink.publish(Message.of("down", "m" + i).withQos(Qos.AT_LEAST_ONCE));
            }
            downlink.disconnect(ReasonCode.ADMINISTRATIVE_ACTION);
            downlink.publish(Message.of("down", "never"));
            for (int i = 1; i <= 100; i++) {
                assertThat(client.receive(Publish.class).message().payload().asUtf8()).isEqualTo("m" + i);
            }
            assertThat(client.receive()).isNull();
            mount.askedAtTheEnd.get(20, TimeUnit.SECONDS);
            downlink.publish(Message.of("down", "after the end"));
        }
    }

    @Test
    void theMountHearsHowFarItsMessagesCome() throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        try (RawClient client = RawClient.connected(address, Version.V3_1_1, "c")) {
            Downlink downlink = mount.opened.get(20, TimeUnit.SECONDS);
            downlink.publish(Message.of("down", "a"), receipt("a", told));
            downlink.publish(Message.of("down", "b").withQos(Qos.AT_LEAST_ONCE), receipt("b", told));
            client.receive(Publish.class);
            int id = client.receive(Publish.class).packetId();
            assertThat(client.isAlive()).isTrue();
            assertThat(told).containsExactly("a sent", "a delivered", "b sent");
            client.send(new PubAck(id));
            assertThat(client.isAlive()).isTrue();
            assertThat(told).contains("b delivered");
        }
    }

    private static Downlink.Receipt receipt(String name, BlockingQueue<String> told) {
        return new Downlink.Receipt() {
            @Override
            public void sent() {
                told.add(name + " sent");
            }

            @Override
            public void delivered() {
                told.add(name + " delivered");
            }
        };
    }

    @Test
    void theMountDecidesOnSubscriptionsAndNobodyElseHears() throws Exception {
        try (RawClient client = RawClient.connected(address, Version.V3_1_1, "c");
                RawClient ordinary = new RawClient(address, Version.V3_1_1)) {
            ordinary.send(new Connect(
                    Version.V3_1_1, "ordinary", true, 0, null, "ordinary", null, Properties.NONE));
            ordinary.receive(ConnAck.class);
            ordinary.subscribe("#", Qos.AT_MOST_ONCE);
            SubAck known = client.subscribe("known/#", Qos.EXACTLY_ONCE);
            assertThat(known.reasons()).containsExactly(ReasonCode.GRANTED_QOS_2);
            assertThat(client.subscribe("#", Qos.AT_MOST_ONCE).reasons().get(0).isError()).isTrue();
            client.send(publish("x", Qos.AT_LEAST_ONCE, 1));
            mount.next().answer().accept(ReasonCode.SUCCESS);
            assertThat(client.receive()).isEqualTo(new PubAck(1));
            assertThat(ordinary.isAlive()).as("no message is in the way of the pong").isTrue();
        }
    }

    @Test
    void aPacketAboveTheLimitOfTheMountEndsTheConnection() throws IOException {
        try (RawClient client = RawClient.connected(address, Version.V5, "c")) {
            client.send(publish("x".repeat(MAXIMUM_PACKET_SIZE), Qos.AT_MOST_ONCE, Packet.NO_ID));
            assertThat(client.receive()).isEqualTo(Disconnect.of(ReasonCode.PACKET_TOO_LARGE));
        }
    }

    private static void sendAll(RawClient client, int messages) {
        try {
            for (int i = 1; i <= messages; i++) {
                client.send(publish("m" + i, Qos.AT_LEAST_ONCE, i));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Publish publish(String text, Qos qos, int id) {
        return new Publish(Message.of("t", text).withQos(qos), false, id);
    }
}
