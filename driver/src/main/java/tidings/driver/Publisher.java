package tidings.driver;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import tidings.client.Published;
import tidings.client.Received;
import tidings.client.RefusedException;
import tidings.mqtt.Bytes;
import tidings.mqtt.Message;
import tidings.mqtt.Qos;

/// What is published and asked, and what becomes of it.
final class Publisher {

    private static final int DEFAULT_TIMEOUT = 5_000;

    private Publisher() {}

    static void publish(Subject subject, Command command) {
        Message message = message(command);
        String tag = command.text("tag");
        int count = command.number("count", 1);
        if (count < 1) {
            throw new IllegalArgumentException("One publishes at least once, not " + count + " times");
        }
        List<CompletableFuture<Published>> all = IntStream.range(0, count)
                .mapToObj(i -> subject.client.publish(message))
                .toList();
        CompletableFuture<Published> last = CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                .thenApply(done -> all.getLast().join());
        subject.report(last, new Subject.Reporter<>() {
            @Override
            public Event done(Published published) {
                return new Event("published").with("tag", tag).with("rc", published.reason().code());
            }

            @Override
            public Event failed(Throwable why) {
                Throwable cause = why.getCause() == null ? why : why.getCause();
                return Kinds.isRefusedAtOnce(cause)
                        ? new Event("error").with("cmd", "publish")
                                .with("tag", tag)
                                .with("kind", Kinds.of(cause))
                                .withText(cause.getMessage())
                        : Publisher.failed("publish-failed", tag, cause);
            }
        });
    }

    static void request(Subject subject, Command command) {
        String tag = command.text("tag");
        Duration timeout = Duration.ofMillis(command.number("timeout", DEFAULT_TIMEOUT));
        subject.report(subject.client.request(message(command), timeout), new Subject.Reporter<>() {
            @Override
            public Event done(Received answer) {
                return new Event("response").with("tag", tag).with("payload", answer.payload());
            }

            @Override
            public Event failed(Throwable why) {
                return Publisher.failed("request-failed", tag, why);
            }
        });
    }

    static Event failed(String event, String tag, Throwable why) {
        Event failed = new Event(event).with("tag", tag);
        if (why instanceof RefusedException refused) {
            failed.with("rc", refused.reason().code());
        }
        return failed.with("kind", Kinds.of(why)).withText(why.getMessage());
    }

    private static Message message(Command command) {
        return Message.of(command.text("topic"), payload(command))
                .withQos(Qos.of(command.number("qos", 0)))
                .withRetain(command.flag("retain", false))
                .withProperties(PropertyWords.of(command));
    }

    private static Bytes payload(Command command) {
        if (!command.has("payload-size")) {
            return command.has("payload") ? command.bytes("payload") : Bytes.EMPTY;
        }
        byte[] bytes = new byte[command.number("payload-size", 0)];
        long step = command.number("payload-step", 1);
        int modulus = Math.max(1, command.number("payload-modulus", 256));
        for (int i = 0; i < Math.min(modulus, bytes.length); i++) {
            bytes[i] = (byte) (i * step % modulus);
        }
        for (int done = modulus; done < bytes.length && done > 0; done *= 2) { // from there on it repeats itself
            System.arraycopy(bytes, 0, bytes, done, Math.min(done, bytes.length - done));
        }
        return Bytes.handOver(bytes);
    }
}
