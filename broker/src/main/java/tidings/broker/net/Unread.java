package tidings.broker.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/// What came on one connection and is not decoded yet. Mostly that is nothing but the end of the last read; it is kept in
/// a buffer of its own, so that the socket's large one goes back.
///
/// Owns its buffer. Used on the connection's loop only.
final class Unread {

    private @Nullable ByteBuf bytes;

    /// More came.
    void add(ByteBuf arrived) {
        ByteBuf before = bytes;
        if (before == null) {
            bytes = arrived;
        } else if (before.maxWritableBytes() >= arrived.readableBytes()) {
            before.writeBytes(arrived);
            arrived.release();
        } else { // part of a buffer that is not ours alone, such as a frame of WebSocket
            bytes = arrived.alloc()
                    .buffer(before.readableBytes() + arrived.readableBytes())
                    .writeBytes(before)
                    .writeBytes(arrived);
            before.release();
            arrived.release();
        }
    }

    /// All of it, to be read from; null where there is none.
    @Nullable
    ByteBuf bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return bytes == null || !bytes.isReadable();
    }

    /// Nothing is read for now.
    void settle(ByteBufAllocator allocator) {
        ByteBuf rest = bytes;
        if (rest == null) {
            return;
        }
        if (!rest.isReadable()) {
            release();
        } else if (rest.readerIndex() > 0 || rest.capacity() > 2 * rest.readableBytes()) {
            bytes = allocator.buffer(rest.readableBytes()).writeBytes(rest);
            rest.release();
        }
    }

    void release() {
        if (bytes != null) {
            bytes.release();
            bytes = null;
        }
    }
}
