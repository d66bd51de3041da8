package tidings.client.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandler;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A native image knows only those classes by name that it is told: Netty asks its handlers which methods they have.
class NativeImageTest {

    private static final String METADATA = "/META-INF/native-image/tidings/tidings-client/reflect-config.json";

    @Test
    void everyHandlerIsInTheMetadata() throws Exception {
        assertThat(named()).containsAll(handlers());
        assertThat(handlers()).hasSizeGreaterThanOrEqualTo(4);
    }

    @Test
    void everythingInTheMetadataIsThere() throws Exception {
        for (String name : named()) {
            assertThat(Class.forName(name, false, getClass().getClassLoader())).isNotNull();
        }
    }

    private static List<String> named() throws Exception {
        try (InputStream metadata = NativeImageTest.class.getResourceAsStream(METADATA)) {
            String text = new String(metadata.readAllBytes(), StandardCharsets.UTF_8);
            return Pattern.compile("\\{\"name\": \"([^\"<]+)\"")
                    .matcher(text)
                    .results()
                    .map((MatchResult found) -> found.group(1))
                    .toList();
        }
    }

    private static List<String> handlers() throws Exception {
        Path classes = Path.of(PacketHandler.class.getResource("PacketHandler.class").toURI()).getParent();
        try (Stream<Path> files = Files.list(classes)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".class") && !name.contains("Test"))
                    .map(name -> "tidings.client.net." + name.substring(0, name.length() - ".class".length()))
                    .filter(NativeImageTest::isHandler)
                    .toList();
        }
    }

    private static boolean isHandler(String name) {
        try {
            return ChannelHandler.class.isAssignableFrom(
                    Class.forName(name, false, NativeImageTest.class.getClassLoader()));
        } catch (ClassNotFoundException gone) {
            return false;
        }
    }
}
