package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tidings.mqtt.Bytes;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.Properties;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;

/// Everybody comes back at once, each with a password that takes long to check. `-Dstorm.logins=50000` makes more of it.
class PasswordStormTest {

    private static final int LOGINS = Integer.getInteger("storm.logins", 2_000);
    private static final int USERS = 50;
    private static final int AT_ONCE = 100;

    @TempDir
    Path folder;

    @Test
    @Timeout(180)
    void aHealthyClientNoticesNothingOfAStormOfLogins() throws IOException {
        Path file = folder.resolve("passwords");
        PasswordHash hash = PasswordHash.of("secret", new SecureRandom(), 20_000);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < USERS; i++) {
            lines.append("user").append(i).append(':').append(hash.text()).append('\n');
        }
        Files.writeString(file, lines);
        BrokerConfig config = BrokerConfig.builder()
                .listen("mqtt://127.0.0.1:0")
                .authenticator(PasswordFile.read(file))
                .allowAnonymous(true)
                .limits(Limits.defaults().with(limits -> limits.loginFailuresPerAddress(1_000_000)))
                .build();
        try (Broker broker = Broker.start(config);
                HealthyPair healthy = new HealthyPair(broker.addresses().get(0), "healthy")) {
            Map<ReasonCode, Integer> answers = storm(broker.addresses().get(0));
            healthy.someMore();
            assertThat(answers).containsKeys(ReasonCode.SUCCESS, ReasonCode.NOT_AUTHORIZED);
            answers.remove(ReasonCode.SERVER_BUSY); // who would have waited too long comes again
            assertThat(answers).containsOnlyKeys(ReasonCode.SUCCESS, ReasonCode.NOT_AUTHORIZED);
        }
    }

    /// Who has proven the password once is in at once; one of two hundred has a wrong one, which takes its time each time.
    private static Map<ReasonCode, Integer> storm(URI address) throws IOException {
        Map<ReasonCode, Integer> answers = new EnumMap<>(ReasonCode.class);
        for (int done = 0; done < LOGINS; done += AT_ONCE) {
            RawClient[] clients = new RawClient[AT_ONCE];
            for (int i = 0; i < AT_ONCE; i++) {
                clients[i] = new RawClient(address, Version.V5);
                String password = (done + i) % 200 == 199 ? "wrong" : "secret";
                clients[i].send(new Connect(
                        Version.V5, "c" + i, true, 0, null, "user" + i % USERS, Bytes.utf8(password),
                        Properties.NONE));
            }
            for (RawClient client : clients) {
                ConnAck answer = (ConnAck) client.receive(); // none in time is no answer
                answers.merge(answer == null ? ReasonCode.SERVER_BUSY : answer.reason(), 1, Integer::sum);
                client.close();
            }
        }
        return answers;
    }
}
