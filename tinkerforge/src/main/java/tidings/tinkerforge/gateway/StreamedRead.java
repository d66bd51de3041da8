package tidings.tinkerforge.gateway;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.tinkerforge.catalog.Element;
import tidings.tinkerforge.catalog.Role;
import tidings.tinkerforge.catalog.Stream;
import tidings.tinkerforge.daemon.Turn;

/// Fetches the chunks of a result, one after the other.
///
/// When a chunk does not follow the one before, the rest is fetched and thrown away, so that the next call begins at the
/// beginning.
final class StreamedRead {

    private final Call call;
    private final Stream stream;
    private final Turn turn;
    private final List<Object> data = new ArrayList<>();
    private boolean outOfSync;
    private int chunks;

    StreamedRead(Call call, Stream stream, Turn turn) {
        this.call = call;
        this.stream = stream;
        this.turn = turn;
    }

    void run() {
        call.send(turn, call.arguments(), this::received);
    }

    private void received(List<Object> packet) {
        Chunk chunk = Chunk.of(stream, call.function().response(), packet);
        chunks++;
        if (chunk.isEmpty() && data.isEmpty()) {
            done(packet, List.of());
            return;
        }
        if (chunk.offset() != data.size() && !stream.singleChunk()) {
            outOfSync = true;
        }
        if (outOfSync) {
            resynchronize(chunk);
            return;
        }
        data.addAll(chunk.items());
        if (data.size() < chunk.length()) {
            run();
        } else {
            done(packet, List.copyOf(data.subList(0, chunk.length())));
        }
    }

    private void resynchronize(Chunk chunk) {
        int most = chunk.length() / stream.chunk() + 1; // a device that never comes to an end is not followed for ever
        if (chunk.offset() + stream.chunk() < chunk.length() && chunks <= 2 * most) {
            run();
        } else {
            call.answers().wrong("Stream is out-of-sync");
            turn.end();
        }
    }

    private void done(List<Object> packet, List<Object> all) {
        List<@Nullable Object> values = new ArrayList<>();
        for (Element element : stream.response()) {
            values.add(element.role() == Role.DATA
                    ? all
                    : Chunk.value(element, call.function().response(), packet));
        }
        call.answers().done(values);
        turn.end();
    }
}
