package tidings.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import tidings.mqtt.Bytes;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.Version;
import tidings.mqtt.codec.Decoder;
import tidings.mqtt.codec.Encoder;

/// PUBLISH at least once, to bytes and back, beside netty-codec-mqtt.
///
/// Both work on the same heap buffers. Netty's codec is called at its own doors, without a pipeline in between: see
/// [NettyCodec].
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PublishCodecBenchmark {

    private static final int LARGE = 1 << 20;

    @Param({"16", "256", "4096"})
    int payload = 16;

    @Param({"V3_1_1", "V5"})
    Version version = Version.V3_1_1;

    private Publish publish = Publish.of(Message.of("t", ""));
    private ByteBuf bytes = Unpooled.EMPTY_BUFFER;
    private ByteBuf out = Unpooled.EMPTY_BUFFER;
    private Decoder decoder = Decoder.forClient(Version.V5, LARGE);
    private Encoder encoder = Encoder.of(Version.V5);
    private NettyCodec netty = new NettyCodec(Version.V5, 16);

    @Setup
    public void setUp() {
        Message message = Message.of("home/kitchen/temperature", Bytes.handOver(new byte[payload]));
        publish = new Publish(message.withQos(Qos.AT_LEAST_ONCE), false, 4711);
        encoder = Encoder.of(version);
        decoder = Decoder.forClient(version, LARGE);
        netty = new NettyCodec(version, payload);
        bytes = Unpooled.buffer();
        encoder.encode(publish, bytes);
        out = Unpooled.buffer(payload + 128);
    }

    @Benchmark
    public @Nullable Packet decode() {
        return decoder.decode(bytes.readerIndex(0));
    }

    @Benchmark
    public @Nullable Object decodeNetty() {
        return netty.decode(bytes.readerIndex(0));
    }

    @Benchmark
    public ByteBuf encode() {
        encoder.encode(publish, out.clear());
        return out;
    }

    @Benchmark
    public Object encodeNetty() {
        return netty.encode();
    }
}
