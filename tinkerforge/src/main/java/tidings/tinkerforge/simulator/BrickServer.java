package tidings.tinkerforge.simulator;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import tidings.mqtt.Bytes;
import tidings.tinkerforge.catalog.Callback;
import tidings.tinkerforge.catalog.Catalog;
import tidings.tinkerforge.catalog.Element;
import tidings.tinkerforge.tfp.ErrorCode;
import tidings.tinkerforge.tfp.Packet;
import tidings.tinkerforge.tfp.PacketDecoder;
import tidings.tinkerforge.tfp.Payloads;

/// Bricks on a socket, as a Brick Daemon has them. All happens on one event loop.
public final class BrickServer {

    private static final String NAME = "tidings-bricks";

    private final String secret;
    private final Duration period;
    private final long answerNanos;
    private final EventLoopGroup group;
    private final EventLoop loop;
    private final Roll roll;
    private final Set<Visitor> visitors = new LinkedHashSet<>();
    private final Map<Regular, Future<?>> regulars = new HashMap<>();
    private final Map<Integer, Long> busyUntil = new HashMap<>();
    private final List<Element> identityElements;
    private long step;

    /// A callback that is due again and again.
    private record Regular(int uid, int callback, List<Object> keys) {}

    /// A brick that can be called.
    public record Brick(String uid, String device) {}

    /// @param names of devices; `all` for one of each
    /// @param secret empty for none
    /// @param period after which readings move and callbacks come that nobody asked for; zero for never
    /// @param answerTime how long a brick takes for an answer
    /// @throws IllegalArgumentException if there is no device of a name
    public BrickServer(List<String> names, String secret, Duration period, Duration answerTime) {
        this.secret = secret;
        this.period = period;
        this.answerNanos = answerTime.toNanos();
        List<String> devices = new ArrayList<>();
        names.forEach(name -> devices.addAll(name.equals("all") ? Roll.everything() : List.of(name)));
        this.roll = new Roll(devices, () -> step);
        this.group = new MultiThreadIoEventLoopGroup(1, (Runnable task) -> {
            Thread thread = new Thread(task, NAME);
            thread.setDaemon(true);
            return thread;
        }, NioIoHandler.newFactory());
        this.loop = group.next();
        this.identityElements = Catalog.identity();
    }

    /// Opens the door.
    ///
    /// @return where it is
    /// @throws UncheckedIOException if it cannot be there
    public InetSocketAddress listen(String host, int port) {
        ChannelFuture bound = new ServerBootstrap().group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new PacketDecoder())
                                .addLast(new Visitor(BrickServer.this, channel));
                    }
                })
                .bind(host, port)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            String why = String.valueOf(bound.cause().getMessage());
            throw new UncheckedIOException(new IOException(why, bound.cause()));
        }
        if (!period.isZero()) {
            loop.scheduleAtFixedRate(this::live, period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
        }
        return (InetSocketAddress) bound.channel().localAddress();
    }

    /// Closes the door and all connections.
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    public List<Brick> bricks() {
        return roll.all()
                .stream()
                .map(brick -> new Brick(brick.uid().toString(), brick.device().name().text()))
                .toList();
    }

    /// Runs something on the event loop, and waits for it.
    private void run(Runnable task) {
        loop.submit(task).syncUninterruptibly();
    }

    /// Lets a brick answer nothing, or again.
    public void silent(String uid, boolean on) {
        run(() -> roll.of(uid).silent(on));
    }

    /// Lets a brick answer all calls with an error, or, with [ErrorCode#OK], no more.
    public void refuse(String uid, ErrorCode code) {
        run(() -> roll.of(uid).refuse(code));
    }

    /// Lets a brick tell a callback now.
    ///
    /// @throws IllegalArgumentException if it has none of that name
    public void fire(String uid, String name) {
        run(() -> {
            SimulatedBrick brick = roll.of(uid);
            Callback callback = brick.device().callback(name);
            if (callback == null) {
                throw new IllegalArgumentException(brick.device().name().text() + " has no callback " + name);
            }
            tell(brick, callback, brick.told(callback, List.of()));
        });
    }

    /// Closes all connections; new ones may come.
    public void disconnectAll() {
        run(() -> List.copyOf(visitors).forEach(Visitor::close));
    }

    /// Sends any packet to all.
    public void sendToAll(Packet packet) {
        run(() -> broadcast(packet));
    }

    String secret() {
        return secret;
    }

    void came(Visitor visitor) {
        visitors.add(visitor);
    }

    void left(Visitor visitor) {
        visitors.remove(visitor);
    }

    void enumerate(Visitor visitor) {
        for (SimulatedBrick brick : roll.all()) {
            List<Object> values = brick.identity();
            values.add(0L); // available
            Bytes payload = Payloads.write(identityElements, values);
            visitor.send(Packet.callback(brick.uid(), Packet.ENUMERATE_CALLBACK, payload));
        }
    }

    /// A request for one brick.
    void handle(Packet request, Visitor visitor) {
        if (!roll.has(request.uid())) {
            return; // nobody there who could answer
        }
        SimulatedBrick brick = roll.of(request.uid());
        if (answerNanos == 0) {
            answer(brick, request, visitor);
            return;
        }
        long now = System.nanoTime();
        long ready = Math.max(now, busyUntil.getOrDefault(request.uid(), now)) + answerNanos;
        busyUntil.put(request.uid(), ready);
        loop.schedule(() -> answer(brick, request, visitor), ready - now, TimeUnit.NANOSECONDS);
    }

    private void answer(SimulatedBrick brick, Packet request, Visitor visitor) {
        SimulatedBrick.Reply reply = brick.handle(request);
        if (reply.response() != null) {
            visitor.send(reply.response());
        }
        if (reply.due() != null) {
            set(brick, reply.due());
        }
    }

    private void set(SimulatedBrick brick, CallbackSettings.Due due) {
        Regular regular = new Regular(brick.uid().number(), due.callback().id(), due.keys());
        Future<?> before = regulars.remove(regular);
        if (before != null) {
            before.cancel(false);
        }
        if (due.periodMillis() > 0) {
            Runnable task = new Runnable() {
                private List<Object> last = List.of();

                @Override
                public void run() {
                    last = tellIfDue(brick, due, last);
                }
            };
            regulars.put(regular, loop.scheduleAtFixedRate(
                    task, due.periodMillis(), due.periodMillis(), TimeUnit.MILLISECONDS));
        }
    }

    private List<Object> tellIfDue(SimulatedBrick brick, CallbackSettings.Due due, List<Object> last) {
        List<Object> values = brick.told(due.callback(), due.keys());
        int first = due.keys().size();
        boolean met = first >= values.size() || !(values.get(first) instanceof Long number)
                || due.threshold().isMet(number);
        if (met && !(due.onChange() && values.equals(last)) && !brick.isSilent()) {
            tell(brick, due.callback(), values);
            return values;
        }
        return last;
    }

    private void tell(SimulatedBrick brick, Callback callback, List<Object> values) {
        brick.packets(callback, values).forEach(this::broadcast);
    }

    private void broadcast(Packet packet) {
        for (Visitor visitor : visitors) {
            if (visitor.isTrusted()) {
                visitor.send(packet);
            }
        }
    }

    /// A step of life.
    private void live() {
        step++;
        if (visitors.isEmpty()) {
            return;
        }
        for (SimulatedBrick brick : roll.all()) {
            for (Callback callback : brick.isSilent() ? List.<Callback>of() : brick.spontaneous()) {
                tell(brick, callback, brick.told(callback, List.of()));
            }
        }
    }
}
