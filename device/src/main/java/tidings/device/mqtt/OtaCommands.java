package tidings.device.mqtt;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidings.broker.spi.Mount.Answer;
import tidings.device.core.Services;
import tidings.device.json.BadPayloadException;
import tidings.device.store.OtaPackage;
import tidings.mqtt.Bytes;
import tidings.mqtt.Message;
import tidings.mqtt.ReasonCode;

/// A device downloads firmware or software, piece by piece (DEVICE_API 10.2). Belongs to one connection.
///
/// Files are read elsewhere than on the event loop, one request after the other, so the answers are in order.
final class OtaCommands {

    private static final Logger LOG = LoggerFactory.getLogger(OtaCommands.class);
    private static final int DOWNLOADS = 16;
    private static final Executor ELSEWHERE = task -> Thread.ofVirtual().name("chunk").start(task);

    private final Services services;
    /// By what was asked and the number of the request, the latest last. Touched by one request at a time.
    private final Map<String, Download> downloads = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Download> eldest) {
            return size() > DOWNLOADS;
        }
    };
    private CompletableFuture<@Nullable Void> last = CompletableFuture.completedFuture(null); // on the loop

    OtaCommands(Services services) {
        this.services = services;
    }

    /// @param chunkSize what the device asked for last; 0 for the whole package
    private record Download(OtaPackage ota, long chunkSize) {}

    void chunk(Connection connection, Command.Chunk request, Message message, Answer answer) {
        long size = size(message.payload().asUtf8().strip());
        answer.accept(ReasonCode.SUCCESS);
        last = last.thenRunAsync(() -> send(connection, request, size), ELSEWHERE).exceptionally(failure -> {
            LOG.warn("device={} A chunk was not sent: {}", connection.device().id(), failure.getMessage());
            return null;
        });
    }

    /// @return -1 where the payload is empty
    private static long size(String payload) {
        if (payload.isEmpty()) {
            return -1;
        }
        if (!payload.matches("\\d{1,15}")) {
            throw new BadPayloadException("The payload is the size of a chunk, a number of bytes");
        }
        return Long.parseLong(payload);
    }

    private void send(Connection connection, Command.Chunk request, long asked) {
        String prefix = request.type().prefix();
        Download known = downloads.get(prefix + request.requestId());
        if (asked > services.packages().largestChunk()) {
            fail(connection, prefix, "PAYLOAD_TOO_LARGE");
            return;
        }
        Optional<OtaPackage> ota = known != null
                ? Optional.of(known.ota())
                : services.packages().assigned(services.devices().byNo(connection.device().no()), request.type());
        if (ota.isEmpty()) {
            fail(connection, prefix, "NOT_FOUND");
        } else if (!ota.get().hasData()) {
            fail(connection, prefix, "FAILURE");
        } else {
            long size = asked >= 0 ? asked : known == null ? 0 : known.chunkSize();
            downloads.put(prefix + request.requestId(), new Download(ota.get(), size));
            send(connection, request, ota.get(), size);
        }
    }

    private void send(Connection connection, Command.Chunk request, OtaPackage ota, long size) {
        long whole = ota.size() == null ? 0 : ota.size();
        long length = size == 0 ? whole : size;
        long offset = Math.multiplyExact(length, request.index());
        byte[] chunk = services.packages().read(ota.id(), offset, Math.toIntExact(length));
        services.updates().fetched(connection.device().no(), ota, offset + chunk.length);
        String prefix = "v2/" + request.type().prefix() + "/response/";
        connection.send(prefix + request.requestId() + "/chunk/" + request.index(), prefix + "+/chunk/+",
                Bytes.handOver(chunk));
    }

    private static void fail(Connection connection, String prefix, String why) {
        String topic = "v2/" + prefix + "/error";
        connection.send(topic, topic, Bytes.utf8(why));
        connection.end(ReasonCode.UNSPECIFIED_ERROR);
    }
}
