package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidings.broker.spi.Authenticator.Verdict;
import tidings.broker.spi.Login;
import tidings.mqtt.Bytes;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;

class PasswordFileTest {

    /// A line that Debian's mosquitto_passwd wrote, for the password `wonderland`.
    private static final String ALICE = "alice:$7$101$ktJCijTjoP+g2r3q$wMb6hskHx7YihmyrQs/YQE4ApHHXrgZiT7lDxWlQou9hoIDs"
            + "NyPSS8srMVf+EpgxTbHUt7YO79hiXbgr46snQQ==";

    @TempDir
    Path folder;

    @Test
    void knowsTheUsersThatMosquittoWrote() throws Exception {
        PasswordFile file = PasswordFile.read(written("# users\n\n" + ALICE + "\n"));
        assertThat(login(file, "alice", "wonderland")).isEqualTo(Verdict.ACCEPTED);
        assertThat(login(file, "alice", "Wonderland"))
                .isEqualTo(new Verdict.Refused(ReasonCode.NOT_AUTHORIZED, "wrong password"));
        assertThat(login(file, "alice", "")).isInstanceOf(Verdict.Refused.class);
        assertThat(login(file, "alice", null)).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void leavesStrangersToOthers() throws Exception {
        PasswordFile file = PasswordFile.read(written(ALICE));
        assertThat(login(file, "bob", "wonderland")).isEqualTo(Verdict.NOT_MINE);
        assertThat(login(file, null, null)).isEqualTo(Verdict.NOT_MINE);
    }

    @Test
    void knowsWhatItWroteItself() {
        PasswordHash hash = PasswordHash.of("p\u00e4ss", new SecureRandom());
        PasswordHash read = PasswordHash.parse(hash.text());
        assertThat(read.matches(Bytes.utf8("p\u00e4ss"))).isTrue();
        assertThat(read.matches(Bytes.utf8("pass"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "alice",
        ":$7$101$AAAA$AAAA",
        "alice:",
        "alice:secret",
        "alice:$1$101$AAAA$AAAA",
        "alice:$7$many$AAAA$AAAA",
        "alice:$7$0$AAAA$AAAA",
        "alice:$7$2000000000$AAAA$AAAA",
        "alice:$7$101$!!$AAAA",
        "alice:$7$101$AAAA$",
        "alice:$7$101$AAAA$AAAA$more",
    })
    void saysInWhichLineTheFileIsWrong(String line) throws IOException {
        Path file = written(ALICE + "\n" + line + "\n");
        assertThatThrownBy(() -> PasswordFile.read(file))
                .isInstanceOf(BrokerException.class)
                .hasMessageStartingWith(file + ", line 2: ")
                .hasMessageContaining("--passwords");
    }

    @Test
    void saysThatThereIsNoFile() {
        Path nowhere = folder.resolve("nowhere");
        assertThatThrownBy(() -> PasswordFile.read(nowhere))
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining(nowhere.toString())
                .hasMessageContaining("--passwords");
    }

    private Path written(String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "passwords", ""), text);
    }

    private static Verdict login(PasswordFile file, @Nullable String user, @Nullable String password)
            throws Exception {
        Login login = new Login(
                Version.V5, "c", user, password == null ? null : Bytes.utf8(password), null,
                Listener.at("mqtt://localhost"), new InetSocketAddress(0));
        return file.authenticate(login).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
