package tidings.device.ota;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.HexFormat;

/// MurmurHash3 for 32 bits with seed 0, after Austin Appleby's description, which is in the public domain.
final class Murmur32 implements ChecksumAlgorithm.Digest {

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int C1 = 0xCC9E2D51;
    private static final int C2 = 0x1B873593;

    private final Blocks blocks = new Blocks(4, this::mix);
    private int hash;

    @Override
    public void update(byte[] bytes, int offset, int length) {
        blocks.add(bytes, offset, length);
    }

    @Override
    public String hex() {
        byte[] tail = blocks.paddedTail();
        hash ^= scramble((int) INT.get(tail, 0));
        hash ^= (int) blocks.total();
        hash ^= hash >>> 16;
        hash *= 0x85EBCA6B;
        hash ^= hash >>> 13;
        hash *= 0xC2B2AE35;
        hash ^= hash >>> 16;
        return HexFormat.of().toHexDigits(Integer.reverseBytes(hash));
    }

    private void mix(byte[] bytes, int offset) {
        hash ^= scramble((int) INT.get(bytes, offset));
        hash = Integer.rotateLeft(hash, 13) * 5 + 0xE6546B64;
    }

    private static int scramble(int block) {
        return Integer.rotateLeft(block * C1, 15) * C2;
    }
}
