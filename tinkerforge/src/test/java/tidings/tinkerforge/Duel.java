package tidings.tinkerforge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import tidings.tinkerforge.Question.Deviation;
import tidings.tinkerforge.catalog.Callback;
import tidings.tinkerforge.catalog.Device;

/// The gateway and tinkerforge_mqtt, each with a broker and bricks of its own, which are alike: the same is asked of both,
/// and both must say the same.
final class Duel implements AutoCloseable {

    /// The system property with the path of tinkerforge_mqtt.
    static final String REFERENCE = "tinkerforge.reference";

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int MOST = 400;
    private static final int MOST_BYTES = 16_000;

    private final Side ours;
    private final Side theirs;
    private final String prefix;
    private int ends;
    private int compared;

    private Duel(SimulatorConfig bricks, Side.Settings settings) {
        ours = Side.ours(bricks, settings);
        theirs = Side.theirs(System.getProperty(REFERENCE), bricks, settings);
        prefix = settings.prefix();
    }

    /// @param bricks one of each of these; without any, one of each there is
    static Duel of(Side.Settings settings, String... bricks) {
        return new Duel(Rig.bricks(bricks), settings);
    }

    /// Device and UID of the first brick of a type, on both sides.
    String path(String device) {
        return device + "/" + uid(device) + "/";
    }

    String uid(String device) {
        return ours.simulator().uid(device);
    }

    void ask(Question... questions) {
        ask(List.of(questions));
    }

    /// Asks both, some questions at a time, and compares their answers.
    void ask(List<Question> questions) {
        List<String> differences = new ArrayList<>();
        List<Question> together = new ArrayList<>();
        int bytes = 0;
        for (Question question : questions) {
            together.add(question);
            bytes += question.payload().length;
            if (together.size() >= MOST || bytes >= MOST_BYTES) { // else the broker leaves some out
                differences.addAll(asked(together));
                together.clear();
                bytes = 0;
            }
        }
        differences.addAll(asked(together));
        assertThat(differences).isEmpty();
    }

    /// Asks both something upon which callbacks are told on these topics, and compares all of it.
    void ask(List<String> callbacks, Question question) {
        assertThat(asked(List.of(question), callbacks)).isEmpty();
    }

    private List<String> asked(List<Question> questions) {
        return asked(questions, List.of());
    }

    private List<String> asked(List<Question> questions, List<String> callbacks) {
        String end = "ip_connection/get_connection_state/end" + ends++; // tinkerforge_mqtt does one thing after the other
        for (Side side : List.of(ours, theirs)) {
            questions.forEach(question -> side.publish(prefix + question.topic(), question.payload()));
            side.publish(prefix + "request/" + end, new byte[0]);
        }
        await(List.of("response/" + end));
        await(callbacks);
        return differences(questions);
    }

    /// Waits until both have said something on each of these topics.
    private void await(List<String> topics) {
        for (Side side : List.of(ours, theirs)) {
            topics.forEach(topic -> side.await(prefix + topic));
        }
    }

    /// Lets something happen to the bricks of both, and compares what is said then.
    ///
    /// @param topics on which something is said
    void happen(Consumer<Simulator> action, String... topics) {
        quietly(action);
        await(List.of(topics));
        assertThat(differences(List.of())).isEmpty();
    }

    /// Lets something happen to the bricks of both.
    void quietly(Consumer<Simulator> action) {
        action.accept(ours.simulator());
        action.accept(theirs.simulator());
    }

    /// Lets a brick tell a callback.
    void fire(String device, String callback) {
        quietly(bricks -> bricks.fire(bricks.uid(device), callback));
    }

    /// Registers for all callbacks of a device, twice, and lets it tell them.
    void listenTo(Device device) {
        List<Question> registrations = new ArrayList<>();
        for (Callback callback : device.callbacks()) {
            String topic = "register/" + path(device.name().text()) + callback.name();
            registrations.add(new Question(topic, "true"));
            registrations.add(new Question(topic + "/a/b", "{\"x\": 1, \"register\": true}"));
        }
        ask(registrations);
        device.callbacks().forEach(callback -> fire(device.name().text(), callback.name()));
        await(registrations.stream().map(Question::answer).toList());
        assertThat(differences(List.of())).isEmpty();
    }

    /// What was said on one side only, once no more comes that was said on the other.
    private List<String> differences(List<Question> questions) {
        Map<String, Question> byAnswer = new HashMap<>();
        questions.forEach(question -> byAnswer.merge(prefix + question.answer(), question,
                (one, other) -> one.allowed().compareTo(other.allowed()) < 0 ? other : one));
        long end = System.nanoTime() + PATIENCE_NANOS;
        List<String> differences = compare(byAnswer);
        while (!differences.isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(PAUSE_NANOS);
            differences = compare(byAnswer);
        }
        compared += theirs.heard().values().stream().mapToInt(List::size).sum();
        ours.heard().clear();
        theirs.heard().clear();
        return differences;
    }

    private List<String> compare(Map<String, Question> byAnswer) {
        TreeSet<String> topics = new TreeSet<>(ours.heard().keySet());
        topics.addAll(theirs.heard().keySet());
        List<String> differences = new ArrayList<>();
        for (String topic : topics) {
            Question question = byAnswer.get(topic);
            List<String> our = ours.heard(topic);
            List<String> their = theirs.heard(topic).stream().map(Duel::asJson).toList();
            boolean fits = switch (question == null ? Deviation.NONE : question.allowed()) {
                case NONE -> our.equals(their);
                case SILENCE -> their.isEmpty() || our.equals(their);
                case ANYTHING -> true;
            };
            if (!fits) {
                String asked = question == null ? "" : new String(question.payload(), StandardCharsets.UTF_8);
                differences.add("\n" + topic + " " + asked + "\n  ours:   " + our + "\n  theirs: " + their);
            }
        }
        return differences;
    }

    /// What is no number is null in JSON.
    private static String asJson(String text) {
        return text.replaceAll("(?<=[ \\[])(-?Infinity|NaN)(?=[,\\]}])", "null");
    }

    /// How many messages of tinkerforge_mqtt were compared so far.
    int compared() {
        return compared;
    }

    /// Ends both, and compares what they say at last.
    @Override
    public void close() {
        try (theirs; ours) {
            ours.stop();
            theirs.stop();
            assertThat(differences(List.of())).isEmpty();
        }
    }
}
