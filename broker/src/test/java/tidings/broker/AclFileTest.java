package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.broker.spi.Client;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.TopicName;

class AclFileTest {

    private static final String RULES = """
            # of those without a name
            topic read open/#

            user alice
            topic readwrite home/+/lamp
            topic write reports
            topic deny home/cellar/lamp
            topic $SYS/#
            user bob and carol
            topic read home/#
            pattern write in/%u/%c
            pattern read out/%c/#
            pattern deny out/%c/secret
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "alice, home/hall/lamp, true, true",
        "alice, home/hall/door, false, false",
        "alice, home/cellar/lamp, false, false",
        "alice, reports, false, true",
        "alice, $SYS/broker/uptime, true, true",
        "alice, open/x, false, false",
        "alice, in/alice/c1, false, true",
        "alice, in/bob/c1, false, false",
        "alice, out/c1/x, true, false",
        "alice, out/c1/secret, false, false",
        "alice, out/c2/x, false, false",
        "bob and carol, home/hall, true, false",
        ", open/x, true, false",
        ", in//c1, false, false",
        "stranger, open/x, false, false",
        "stranger, in/stranger/c1, false, true",
    })
    void allowsWhatALineAllowsAndNoneDenies(
            @Nullable String user, String topic, boolean read, boolean write) throws IOException {
        AclFile acl = AclFile.read(written(RULES));
        Client client = client("c1", user);
        TopicName name = TopicName.of(topic);
        assertThat(acl.mayHear(client, name)).isEqualTo(read);
        assertThat(acl.mayPublish(client, name)).isEqualTo(write);
        assertThat(acl.forClient(client).mayHear(client, name)).isEqualTo(read);
        assertThat(acl.forClient(client).mayPublish(client, name)).isEqualTo(write);
    }

    @ParameterizedTest
    @CsvSource({
        "home/hall/lamp, true", "home/#, true", "#, true", "+/hall/+, true", "home/+, false",
        "home/cellar/lamp, false", "$share/g/home/+/lamp, true", "$share/g/other, false", "$SYS/#, true",
        "$SYS, true", "other/#, false", "out/c1, true", "out/+, true", "out/c1/secret, false",
    })
    void grantsAFilterOfWhichSomethingMayBeHeard(String filter, boolean granted) throws IOException {
        Client alice = client("c1", "alice");
        AclFile acl = AclFile.read(written(RULES));
        assertThat(acl.maySubscribe(alice, TopicFilter.of(filter))).isEqualTo(granted);
        assertThat(acl.forClient(alice).maySubscribe(alice, TopicFilter.of(filter))).isEqualTo(granted);
        assertThat(acl.grantingEverySubscription().maySubscribe(alice, TopicFilter.of(filter))).isTrue();
    }

    /// CVE-2017-7650 and its likes.
    @ParameterizedTest
    @ValueSource(strings = {"+", "#", "a/b", "+/+", "a+", ""})
    void namesWithWildcardsGainNothingByPatterns(String name) throws IOException {
        AclFile acl = AclFile.read(written("""
                pattern readwrite users/%u/#
                pattern readwrite clients/%c/#
                pattern read all/#
                pattern deny all/%u
                """));
        Client client = client(name, name);
        for (String topic : new String[]{"users/a/b/x", "users/bob/x", "clients/a/b/x", "clients/bob/x", "users//x"}) {
            assertThat(acl.mayHear(client, TopicName.of(topic))).as(topic).isFalse();
            assertThat(acl.mayPublish(client, TopicName.of(topic))).as(topic).isFalse();
        }
        assertThat(acl.maySubscribe(client, TopicFilter.of("users/#"))).isFalse();
        assertThat(acl.mayHear(client, TopicName.of("all/anybody"))).as("what may be its own is denied").isFalse();
        assertThat(acl.mayHear(client, TopicName.of("all/that/else"))).isTrue();
    }

    @Test
    void anEmptyFileAllowsNothing() throws IOException {
        AclFile acl = AclFile.read(written(""));
        assertThat(acl.mayPublish(client("c", "alice"), TopicName.of("a"))).isFalse();
        assertThat(acl.maySubscribe(client("c", "alice"), TopicFilter.of("#"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"topic", "topic read", "user", "topics read a", "topic read a/#/b", "pattern read %u+",
        "topic re+d", "allow all"})
    void saysInWhichLineTheFileIsWrong(String line) throws IOException {
        Path file = written("# rules\n" + line + "\n");
        assertThatThrownBy(() -> AclFile.read(file))
                .isInstanceOf(BrokerException.class)
                .hasMessageStartingWith(file + ", line 2: ")
                .hasMessageContaining("--acl");
    }

    @Test
    void whatCannotBeReadIsAnError() throws IOException {
        Path nowhere = folder.resolve("nowhere");
        assertThatThrownBy(() -> AclFile.read(nowhere)).hasMessageContaining("no such file");
        assertThatThrownBy(() -> AclFile.read(folder)).isInstanceOf(BrokerException.class);
        Path binary = Files.write(folder.resolve("binary"), new byte[]{(byte) 0xC0, 'x'});
        assertThatThrownBy(() -> AclFile.read(binary)).hasMessageContaining("UTF-8");
    }

    @Test
    void whatCannotBeReadAgainChangesNothing() throws IOException {
        Path file = written(RULES);
        AclFile acl = AclFile.read(file);
        Client alice = client("c1", "alice");
        String half = RULES.substring(0, RULES.indexOf("topic deny") + 12);
        for (String broken : new String[]{"", half, "nonsense\n"}) {
            Files.writeString(file, broken, StandardCharsets.UTF_8);
            assertThatThrownBy(acl::reload).isInstanceOf(BrokerException.class);
            assertThat(acl.mayPublish(alice, TopicName.of("reports"))).isTrue();
            assertThat(acl.mayPublish(alice, TopicName.of("home/cellar/lamp"))).isFalse();
        }
        Files.delete(file);
        assertThatThrownBy(acl::reload).isInstanceOf(BrokerException.class);
        assertThat(acl.mayPublish(alice, TopicName.of("reports"))).isTrue();
    }

    @Test
    void aClientThatIsInFeelsTheNewRules() throws IOException {
        Path file = written(RULES);
        AclFile acl = AclFile.read(file);
        Client alice = client("c1", "alice");
        var rights = acl.forClient(alice);
        assertThat(rights.mayPublish(alice, TopicName.of("reports"))).isTrue();
        Files.writeString(file, RULES.substring(0, RULES.indexOf("user alice")));
        acl.reload();
        assertThat(rights.mayPublish(alice, TopicName.of("reports"))).isFalse();
    }

    private Path written(String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "acl", ""), text);
    }

    private static Client client(String id, @Nullable String user) {
        return new Client(id, user, new InetSocketAddress(0));
    }
}
