package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidings.broker.Tls.ClientCertificates;
import tidings.broker.Tls.Identity;
import tidings.broker.spi.Authenticator.Verdict;
import tidings.broker.spi.Authorizer;
import tidings.broker.spi.Client;
import tidings.broker.spi.ClientCertificate;
import tidings.broker.spi.Login;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.TopicName;
import tidings.mqtt.Version;

/// Listeners that speak TLS, and whom they let in.
class TlsListenerTest {

    private static final String SUBJECT = "CN=meter-17,O=Works";

    @TempDir
    Path folder;
    private Keys keys;
    private final ConcurrentLinkedQueue<Login> logins = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void makeKeys() throws Exception {
        keys = new Keys(folder);
    }

    @ParameterizedTest
    @CsvSource({
        "COMMON_NAME, meter-17",
        "ALTERNATIVE_NAME, meter.example.org",
        "SUBJECT, 'CN=meter-17,O=Works'",
    })
    void aCertificateIsAUserName(Identity identity, String name) throws Exception {
        Tls tls = keys.tls().clients(ClientCertificates.REQUIRED, keys.authorities()).identity(identity);
        Authorities seen = new Authorities();
        try (Broker broker = Broker.start(config(tls).authorizer(seen).build())) {
            try (RawClient client = connect(broker, keys.client(SUBJECT))) {
                assertThat(answer(client)).isEqualTo(ReasonCode.SUCCESS);
                client.subscribe("a", Qos.AT_MOST_ONCE);
                assertThat(seen.userName).isEqualTo(name);
                assertThat(logins).as("nobody else is asked").isEmpty();
            }
        }
    }

    @Test
    void whoShowsNoneOfTheRightAuthorityDoesNotComeIn() throws Exception {
        Tls tls = keys.tls().clients(ClientCertificates.REQUIRED, keys.authorities());
        try (Broker broker = Broker.start(config(tls).build())) {
            for (X509Bundle own : new X509Bundle[]{null, Keys.stranger(SUBJECT)}) {
                assertThatThrownBy(() -> answer(connect(broker, own))).isInstanceOf(IOException.class);
            }
            assertThat(logins).isEmpty();
        }
    }

    @Test
    void withoutAuthoritiesAnyCertificateIsShownToWhoeverDecides() throws Exception {
        Tls tls = keys.tls().clients(ClientCertificates.OPTIONAL);
        try (Broker broker = Broker.start(config(tls).build())) {
            X509Bundle stranger = Keys.stranger(SUBJECT);
            try (RawClient client = connect(broker, stranger)) {
                assertThat(answer(client)).isEqualTo(ReasonCode.SUCCESS);
            }
            ClientCertificate shown = logins.remove().certificate();
            assertThat(shown.own()).isEqualTo(stranger.getCertificate());
            assertThat(shown.isTrusted()).isFalse();
            try (RawClient client = connect(broker, null)) {
                assertThat(answer(client)).isEqualTo(ReasonCode.SUCCESS);
            }
            assertThat(logins.remove().certificate()).isNull();
        }
    }

    @Test
    void theCertificateIsNewAfterAReloadAndStaysWhereItIsBroken() throws Exception {
        try (Broker broker = Broker.start(config(keys.tls()).build())) {
            assertThat(serverName(broker)).isEqualTo("CN=localhost");
            keys.writeServer("renewed");
            Files.setLastModifiedTime(
                    folder.resolve("server.pem"),
                    FileTime.from(Instant.now().plusSeconds(5)));
            assertThat(broker.reload()).isEmpty();
            assertThat(serverName(broker)).isEqualTo("CN=renewed");
            Files.writeString(folder.resolve("server.pem"), "-----BEGIN CERTIFICATE-----\nMIIB");
            assertThat(broker.reload()).singleElement().asString().contains("server.pem");
            assertThat(serverName(broker)).isEqualTo("CN=renewed");
        }
    }

    @Test
    void theChainOfTheCertificateIsCompletedFromWhereItsAuthoritiesAre() throws Exception {
        keys.writeServerOfAuthorityBelow();
        try (Broker broker = Broker.start(config(keys.tls()).build());
                SSLSocket socket = open(broker, null)) {
            assertThatThrownBy(socket::startHandshake).as("who knows the authority alone")
                    .isInstanceOf(SSLException.class);
        }
        try (Broker broker = Broker.start(config(keys.tls().chain(keys.authorities())).build());
                SSLSocket socket = open(broker, null)) {
            socket.startHandshake();
            assertThat(socket.getSession().getPeerCertificates()).extracting(
                    one -> ((X509Certificate) one).getSubjectX500Principal().getName())
                    .containsExactly("CN=localhost", "CN=Authority below");
        }
    }

    @Test
    void whereACertificateWouldBeTheUserNameAndNobodyIsAskedForOneNobodyComesIn() throws Exception {
        try (Broker broker = Broker.start(config(keys.tls().identity(Identity.COMMON_NAME)).build());
                RawClient client = connect(broker, keys.client(SUBJECT))) {
            assertThat(answer(client)).isEqualTo(ReasonCode.BAD_USER_NAME_OR_PASSWORD);
            assertThat(logins).as("nobody else is asked").isEmpty();
        }
    }

    @Test
    void onlyTheProtocolsThatAreListedAreSpoken() throws Exception {
        try (Broker broker = Broker.start(config(keys.tls().protocols("TLSv1.3")).build())) {
            SSLSocket old = open(broker, null);
            old.setEnabledProtocols(new String[]{"TLSv1.2"});
            assertThatThrownBy(old::startHandshake).isInstanceOf(SSLException.class);
            SSLSocket fresh = open(broker, null);
            fresh.startHandshake();
            assertThat(fresh.getSession().getProtocol()).isEqualTo("TLSv1.3");
        }
    }

    @Test
    void keysThatDoNotWorkKeepTheBrokerFromStarting() throws Exception {
        Path nowhere = folder.resolve("nowhere");
        Path broken = Files.writeString(folder.resolve("broken"), "nothing");
        for (Tls tls : new Tls[]{
            Tls.of(nowhere, folder.resolve("server.key")), Tls.of(folder.resolve("server.pem"), broken),
            keys.tls().ciphers("TLS_NO_SUCH_CIPHER"), keys.tls().protocols("TLSv7"),
            keys.tls().clients(ClientCertificates.REQUIRED, broken),
            keys.tls().clients(ClientCertificates.REQUIRED, keys.authorities()).revoked(nowhere),
        }) {
            assertThatThrownBy(() -> Broker.start(config(tls).build()))
                    .isInstanceOf(BrokerException.class)
                    .hasMessageContaining("--tls");
        }
    }

    private BrokerConfig.Builder config(Tls tls) {
        return BrokerConfig.builder()
                .listen(Listener.at("mqtts://127.0.0.1:0").tls(tls))
                .eventLoops(2)
                .authenticator(login -> {
                    logins.add(login);
                    return CompletableFuture.completedStage(Verdict.ACCEPTED);
                });
    }

    private String serverName(Broker broker) throws Exception {
        try (SSLSocket socket = open(broker, null)) {
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSubjectX500Principal()
                    .getName();
        }
    }

    private RawClient connect(Broker broker, @Nullable X509Bundle own) throws Exception {
        return new RawClient(open(broker, own), Version.V5);
    }

    private SSLSocket open(Broker broker, @Nullable X509Bundle own) throws Exception {
        return RawClient.patient((SSLSocket) keys.context(own)
                .getSocketFactory()
                .createSocket("127.0.0.1", broker.addresses().get(0).getPort()));
    }

    private static ReasonCode answer(RawClient client) throws IOException {
        client.send(Connect.of(Version.V5, "c", true, 0));
        ConnAck answer = (ConnAck) client.receive();
        if (answer == null) {
            throw new IOException("closed");
        }
        return answer.reason();
    }

    /// Notes who is asked about.
    private static final class Authorities implements Authorizer {
        private volatile @Nullable String userName;

        @Override
        public boolean mayPublish(Client client, TopicName topic) {
            return true;
        }

        @Override
        public boolean maySubscribe(Client client, TopicFilter filter) {
            userName = client.userName();
            return true;
        }
    }
}
