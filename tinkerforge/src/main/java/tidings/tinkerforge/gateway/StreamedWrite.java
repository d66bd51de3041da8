package tidings.tinkerforge.gateway;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.tinkerforge.catalog.Element;
import tidings.tinkerforge.catalog.Role;
import tidings.tinkerforge.catalog.Stream;
import tidings.tinkerforge.daemon.Turn;

/// Sends an argument in chunks, one after the other. Empty data are one packet, too.
final class StreamedWrite {

    private final Call call;
    private final Stream stream;
    private final Turn turn;
    private final List<?> data;
    private boolean running;
    private boolean goesOn;
    private int offset;
    private long written;

    StreamedWrite(Call call, Stream stream, Turn turn) {
        this.call = call;
        this.stream = stream;
        this.turn = turn;
        this.data = (List<?>) call.arguments().get(Element.indexOf(Role.DATA, stream.request()));
    }

    /// Sends chunk after chunk. Where no answer is expected they go on at once, in this loop; else when it comes.
    void run() {
        running = true;
        do {
            goesOn = false;
            call.send(turn, packet(), this::received);
        } while (goesOn);
        running = false;
    }

    private List<Object> packet() {
        List<Object> values = new ArrayList<>();
        for (Element element : call.function().request()) {
            values.add(switch (element.role()) {
                case LENGTH -> (long) data.size();
                case OFFSET -> (long) offset;
                case DATA -> chunk(element);
                case NONE, WRITTEN -> Chunk.value(element, stream.request(), call.arguments());
            });
        }
        return values;
    }

    private List<Object> chunk(Element element) {
        List<Object> items = new ArrayList<>(data.subList(offset, Math.min(data.size(), offset + stream.chunk())));
        Object padding = switch (element.type()) {
            case BOOL -> false;
            case CHAR -> '\0';
            case FLOAT -> 0f;
            case STRING -> "";
            default -> 0L;
        };
        while (items.size() < element.length()) {
            items.add(padding);
        }
        return items;
    }

    private void received(List<Object> answer) {
        offset += stream.chunk();
        boolean isShort = false;
        int index = Element.indexOf(Role.WRITTEN, call.function().response());
        if (index >= 0) {
            long taken = (Long) answer.get(index);
            written += taken;
            isShort = taken < stream.chunk();
        }
        if (offset < data.size() && !isShort) {
            goesOn = true;
            if (!running) {
                run();
            }
        } else {
            call.answers().done(whole(answer));
            turn.end();
        }
    }

    private List<@Nullable Object> whole(List<Object> answer) {
        List<@Nullable Object> values = new ArrayList<>();
        for (Element element : stream.response()) {
            values.add(element.role() == Role.WRITTEN
                    ? written
                    : Chunk.value(element, call.function().response(), answer));
        }
        return values;
    }
}
