package tidings.tinkerforge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DeviceListTest {

    private static final String PAGE = "docs/tinkerforge-devices.md";

    /// `-Dtinkerforge.write` writes it anew.
    @Test
    void isWhatTheDocumentationSays() throws IOException {
        Path root = Path.of("").toAbsolutePath();
        Path page = Files.exists(root.resolve("docs")) ? root.resolve(PAGE) : root.resolveSibling(PAGE);
        if (System.getProperty("tinkerforge.write") != null) {
            Files.writeString(page, DeviceList.page());
        }
        assertThat(page).content().isEqualTo(DeviceList.page());
    }
}
