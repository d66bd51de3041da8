package tidings.device.sink;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Collectors;
import tidings.device.json.Json;
import tidings.device.spi.SinkEvent;

/// A file of events that could not be told, a line of JSON each, with the reason. When it is full it becomes the `.1` of
/// its name, and the one before that is gone.
final class DeadLetters {

    private final Path file;
    private final long mostBytes;

    DeadLetters(Path file, long mostBytes) {
        this.file = file;
        this.mostBytes = mostBytes;
    }

    /// Appends events, on the disk when this returns.
    void add(List<SinkEvent> events, String reason) throws IOException {
        Files.createDirectories(file.getParent());
        if (Files.exists(file) && Files.size(file) >= mostBytes) {
            Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
        String lines = events.stream()
                .map(event -> "{\"reason\":" + Json.text(Json.MAPPER.getNodeFactory().stringNode(reason))
                        + ",\"event\":"
                        + event.json() + "}\n")
                .collect(Collectors.joining());
        Files.write(file, lines.getBytes(StandardCharsets.UTF_8), StandardOpenOption.CREATE, StandardOpenOption.APPEND,
                StandardOpenOption.DSYNC);
    }
}
