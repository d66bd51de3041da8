package tidings.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// Packages of a server.
final class Firmware {

    private Firmware() {}

    /// The package of a title and version.
    ///
    /// @throws CommandException if there is none
    static JsonNode find(RestClient rest, String title, String version) {
        JsonNode page = rest.get("/api/otaPackages?pageSize=10000&page=0&textSearch=" + RestClient.encode(title));
        for (JsonNode ota : page.path("data")) {
            if (ota.path("title").asString("").equals(title) && ota.path("version").asString("").equals(version)) {
                return ota;
            }
        }
        throw new CommandException(ExitStatus.FAILED,
                "There is no package " + title + " " + version + "; one is made with --file");
    }

    /// Makes a package of a file, which is sent as it is read.
    static JsonNode upload(RestClient rest, String title, String version, Path file) {
        if (!Files.isReadable(file)) {
            throw new CommandException(ExitStatus.FAILED,
                    "There is no file " + file + " (--file), or it may not be read");
        }
        JsonNode made = rest.post("/api/otaPackage", RestClient.JSON.createObjectNode()
                .put("title", title)
                .put("version", version)
                .put("type", "FIRMWARE"));
        String boundary = UUID.randomUUID().toString();
        String name = file.getFileName().toString().replaceAll("[\"\\r\\n]", "_");
        byte[] head = ("--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name
                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n").getBytes(StandardCharsets.UTF_8);
        byte[] tail = ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8);
        return rest.post("/api/otaPackage/" + made.at("/id/id").asString() + "?checksumAlgorithm=SHA256",
                "multipart/form-data; boundary=" + boundary,
                BodyPublishers.ofInputStream(() -> parts(head, file, tail)));
    }

    private static InputStream parts(byte[] head, Path file, byte[] tail) {
        try {
            return new SequenceInputStream(Collections.enumeration(List.of(
                    new ByteArrayInputStream(head), Files.newInputStream(file), new ByteArrayInputStream(tail))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
