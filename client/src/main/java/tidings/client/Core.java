package tidings.client;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tidings.client.engine.Incoming;
import tidings.client.engine.Reply;
import tidings.client.net.Driver;
import tidings.client.net.LoopDriver;
import tidings.client.net.PumpDriver;
import tidings.mqtt.Auth;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;
import tidings.mqtt.Publish;

/// All that a client is between two resets: a session, what moves it, and who wants to hear of it.
///
/// Handlers and completions have a queue each, so that a handler may wait for the completion of what it asks for.
final class Core {

    private static final Logger LOGGER = System.getLogger("tidings.client");
    private static final long CLOSE_SECONDS = 5;
    private static final Duration TURN = Duration.ofMillis(10);

    final MqttConfig config;
    final @Nullable PumpDriver pump;
    final Driver driver;
    final Session session;
    final SerialExecutor completions;
    final Counters counters = new Counters();
    final Trouble trouble = new Trouble(counters);
    final MessageHandlers messages = new MessageHandlers(trouble);
    final MessageFlow flow;
    final PacketListeners packets;
    final Deliveries deliveries;
    final Handlers<Connected> connected;
    final Handlers<Disconnected> disconnected;
    final Handlers<LogLine> log;
    private final Executor threads;
    private final SerialExecutor handlers;
    private final Runnable endTurn = this::endTurn;
    private boolean turning;

    private Core(MqttConfig config, Driver driver, @Nullable PumpDriver pump, Executor threads) {
        this.config = config;
        this.driver = driver;
        this.pump = pump;
        this.threads = threads;
        this.completions = new SerialExecutor(threads);
        this.handlers = new SerialExecutor(threads);
        this.flow = new MessageFlow(messages, handlers, trouble);
        Executor afterMessages = this::tellAfterMessages;
        this.packets = new PacketListeners(afterMessages, trouble);
        this.connected = new Handlers<>(afterMessages, trouble);
        this.disconnected = new Handlers<>(afterMessages, trouble);
        this.log = new Handlers<>(afterMessages, trouble);
        this.session = new Session(config, driver, new Log(log), counters, new Events());
        this.deliveries = new Deliveries(
                messages, handlers::later, config.limits().undelivered(), config.handling().manualAck(),
                new Deliveries.Way(driver::execute, session::handled, session::readOn));
    }

    static Core of(MqttConfig config) {
        Executor own = config.handling().executor();
        if (config.handling().manualLoop()) {
            PumpDriver pump = new PumpDriver();
            return new Core(config, pump, pump, own == null ? pump.callbacks() : own);
        }
        Executor virtual = task -> Thread.ofVirtual().name("tidings-client").start(task);
        LoopDriver driver = config.store() == null ? LoopDriver.beside(own) : LoopDriver.alone(); // a store may block
        return new Core(config, driver, null, own == null ? virtual : own);
    }

    /// What the session says goes to the handlers.
    private final class Events implements Session.Listener {

        @Override
        public void connected(Connected how) {
            connected.tell(how);
        }

        @Override
        public void disconnected(Disconnected how) {
            disconnected.tell(how);
        }

        @Override
        public boolean message(Publish publish, @Nullable Incoming owed) {
            boolean room = deliveries.deliver(publish, owed);
            endTurnLater();
            return room;
        }

        @Override
        public void heard(Packet packet, @Nullable Message message, boolean sent) {
            packets.heard(packet, message, sent);
        }

        @Override
        public void challenged(Auth question) {
            Authentication authentication = config.authentication();
            if (authentication != null) {
                threads.execute(() -> answer(authentication, question));
            }
        }

        @Override
        public void reconnecting(MqttConfig now, Consumer<MqttConfig> answer) {
            if (!config.handling().wantsToBeAsked()) {
                answer.accept(now);
                return;
            }
            threads.execute(() -> {
                MqttConfig next = changed(now);
                driver.execute(() -> answer.accept(next));
            });
        }
    }

    /// An answer of the engine becomes the outcome of a future.
    private final class Completing<A, T> implements Reply<A> {

        private final CompletableFuture<T> future;
        private final Function<A, T> result;
        private final AtomicLong counter;

        Completing(CompletableFuture<T> future, Function<A, T> result, AtomicLong counter) {
            this.future = future;
            this.result = result;
            this.counter = counter;
        }

        @Override
        public void done(A answer) {
            Counters.count(counter);
            completeLater(() -> {
                try {
                    future.complete(result.apply(answer));
                } catch (MqttException refused) {
                    future.completeExceptionally(refused);
                }
            });
        }

        @Override
        public void failed(Failure failure) {
            Counters.count(counter);
            completeLater(() -> future.completeExceptionally(Failures.of(failure)));
        }
    }

    /// A message that is published: the command on its way there, and its outcome on the way back. One object for all,
    /// as there may be very many.
    private final class Publication implements Reply<Published>, Runnable {

        private final CompletableFuture<Published> future;
        private final boolean patient;
        private Object load; // the message, then what became of it

        Publication(Message message, boolean patient, CompletableFuture<Published> future) {
            this.load = message;
            this.patient = patient;
            this.future = future;
        }

        @Override
        public void run() {
            switch (load) {
                case Message message -> session.engine().publish(message, patient, this, driver.now());
                case Published published -> future.complete(published);
                case Failure failure -> future.completeExceptionally(Failures.of(failure));
                default -> throw new AssertionError(load);
            }
        }

        @Override
        public void done(Published how) {
            load = how;
            Counters.count(counters.messagesDone);
            completeLater(this);
        }

        @Override
        public void failed(Failure why) {
            load = why;
            Counters.count(counters.messagesDone);
            completeLater(this);
        }
    }

    void publish(Message message, boolean patient, CompletableFuture<Published> future) {
        counters.messagesTaken.incrementAndGet();
        run(future, new Publication(message, patient, future));
    }

    /// Runs a command on the driver's thread, or fails its future where that does nothing any more.
    void run(CompletableFuture<?> future, Runnable command) {
        if (isClosed()) {
            future.completeExceptionally(new ConnectionLostException("The client is closed", null));
        } else {
            driver.execute(command);
        }
    }

    /// Completes something, when the turn of the driver's thread is over. On that thread.
    void completeLater(Runnable completion) {
        completions.later(completion);
        endTurnLater();
    }

    /// Tells handlers something that comes after the messages that came before it. On the driver's thread.
    private void tellAfterMessages(Runnable telling) {
        deliveries.layDown();
        handlers.later(telling);
        endTurnLater();
    }

    private void endTurnLater() {
        if (!turning) {
            turning = true;
            driver.execute(endTurn);
        }
    }

    private void endTurn() {
        turning = false;
        deliveries.layDown();
        handlers.wake(); // first: that it is connected comes before what was waiting for that
        completions.wake();
    }

    /// @param result makes the outcome of the answer; may throw what the future is to fail with
    <A, T> Reply<A> completing(CompletableFuture<T> future, Function<A, T> result) {
        return new Completing<>(future, result, counters.requestsDone);
    }

    boolean isClosed() {
        return session.state() == MqttClient.State.CLOSED;
    }

    /// Leaves, waiting a few seconds for what is under way, and gives everything back.
    void close() {
        if (isClosed()) {
            return;
        }
        CountDownLatch left = new CountDownLatch(1);
        driver.execute(() -> session.disconnect(Disconnect.NORMAL, left::countDown));
        await(left);
        shutDown(false);
    }

    /// Gives everything back, at once.
    ///
    /// @param forget whether the store forgets the session as well
    void shutDown(boolean forget) {
        CountDownLatch down = new CountDownLatch(1);
        driver.execute(() -> {
            session.shutDown(forget);
            down.countDown();
        });
        await(down);
        flow.close();
        if (pump != null) {
            pump.run(Duration.ZERO); // nobody will any more, and there are last words
        }
    }

    private MqttConfig changed(MqttConfig now) {
        MqttConfig[] next = {now};
        trouble.guard(() -> next[0] = config.handling().beforeReconnect().apply(now));
        return next[0];
    }

    private void answer(Authentication authentication, Auth question) {
        trouble.guard(() -> authentication.answer(question).whenComplete((data, failure) -> driver.execute(() -> {
            if (failure == null) {
                session.engine().authenticate(data, driver.now());
            } else {
                session.engine().authenticationFailed("The client has no answer: " + failure);
            }
        })));
    }

    /// Waits a few seconds: what is not done by then is closed without.
    private void await(CountDownLatch latch) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
        try {
            if (pump == null && !latch.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOGGER.log(Level.DEBUG, "The server does not answer; closing without");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        while (pump != null && latch.getCount() > 0 && System.nanoTime() - end < 0) {
            pump.run(TURN);
        }
    }
}
