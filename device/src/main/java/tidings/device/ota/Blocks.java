package tidings.device.ota;

import java.util.Arrays;

/// Cuts what comes in pieces of any length into blocks of one length.
final class Blocks {

    private final byte[] carry;
    private final Sink sink;
    private int carried;
    private long total;

    Blocks(int size, Sink sink) {
        this.carry = new byte[size];
        this.sink = sink;
    }

    /// Takes a block.
    interface Sink {
        void block(byte[] bytes, int offset);
    }

    void add(byte[] bytes, int offset, int length) {
        total += length;
        int at = offset;
        int end = offset + length;
        while (at < end) {
            if (carried == 0 && end - at >= carry.length) {
                sink.block(bytes, at);
                at += carry.length;
                continue;
            }
            int some = Math.min(carry.length - carried, end - at);
            System.arraycopy(bytes, at, carry, carried, some);
            carried += some;
            at += some;
            if (carried == carry.length) {
                sink.block(carry, 0);
                carried = 0;
            }
        }
    }

    /// What is left, with zeros behind it: all zeros where nothing is.
    byte[] paddedTail() {
        return Arrays.copyOf(Arrays.copyOf(carry, carried), carry.length);
    }

    long total() {
        return total;
    }
}
