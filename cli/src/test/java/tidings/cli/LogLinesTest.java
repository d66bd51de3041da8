package tidings.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.spi.FilterReply;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// How lines of the log look, and how many there are.
class LogLinesTest {

    private static final LoggerContext CONTEXT = new LoggerContext();

    @Test
    void fieldsOfAMessageAreFieldsOfTheObject() {
        JsonNode line = JsonMapper.shared()
                .readTree(line(LogFormat.JSON, event(
                        Level.WARN, "client={} loses messages ({} of them) keepAlive={}s", "\"a\\u0022b\"", 7, 60)));
        assertThat(line.path("level").asString()).isEqualTo("WARN");
        assertThat(line.path("source").asString()).isEqualTo("Door");
        assertThat(line.path("client").asString()).isEqualTo("a\\u0022b");
        assertThat(line.path("keepAlive").asInt()).isEqualTo(60);
        assertThat(line.path("message").asString()).startsWith("client=\"a\\u0022b\" loses messages (7");
        assertThat(line.path("time").asString())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}[+-]\\d\\d:\\d\\d");
    }

    @Test
    void everyLineOfAStackTraceHasThePriorityOfSystemd() {
        LoggingEvent event = event(Level.ERROR, "it failed");
        event.setThrowableProxy(new ThrowableProxy(new IllegalStateException("why")));
        assertThat(line(LogFormat.JOURNALD, event).lines()).hasSizeGreaterThan(2)
                .allMatch(one -> one.startsWith("<3>"));
        assertThat(line(LogFormat.JOURNALD, event(Level.INFO, "x"))).isEqualTo("<6>Door x\n");
    }

    @Test
    void aTextHasTimeLevelAndSource() {
        assertThat(line(LogFormat.TEXT, event(Level.INFO, "ip={} refused", "10.0.0.1")))
                .matches("\\S+ INFO  Door +ip=10.0.0.1 refused\n");
    }

    @Test
    void ofOneKindOfMessageOnlySoManyComeInTenSeconds() {
        AtomicLong now = new AtomicLong();
        RepeatFilter filter = new RepeatFilter(now::get);
        int told = 0;
        for (int i = 0; i < 1_000; i++) {
            told += filter.decide(event(Level.INFO, "client={} refused", "c" + i)) == FilterReply.DENY ? 0 : 1;
        }
        assertThat(told).isEqualTo(20);
        assertThat(filter.decide(event(Level.INFO, "another kind"))).isEqualTo(FilterReply.NEUTRAL);
        assertThat(filter.decide(event(Level.DEBUG, "client={} refused", "c"))).isEqualTo(FilterReply.NEUTRAL);
        now.addAndGet(10_000_000_000L);
        assertThat(filter.decide(event(Level.INFO, "client={} refused", "c"))).isEqualTo(FilterReply.NEUTRAL);
    }

    private static LoggingEvent event(Level level, String message, Object... arguments) {
        return new LoggingEvent(
                "", CONTEXT.getLogger("tidings.broker.net.Door"), level, message, null, arguments);
    }

    private static String line(LogFormat format, ILoggingEvent event) {
        return new String(new LogLines(format).encode(event), StandardCharsets.UTF_8);
    }
}
