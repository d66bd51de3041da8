package tidings.it;

import com.microsoft.playwright.Page;
import java.util.Map;
import org.junit.jupiter.api.TestReporter;

/// How long each picture of a page stood, in milliseconds: 16.7 where nothing stutters, on a screen of 60 Hz.
///
/// @param count of them
record Frames(int count, double median, double p95, double longest) {

    private static final String BEGIN = """
            () => {
              const times = [];
              let last = performance.now();
              const frame = (now) => {
                times.push(now - last);
                last = now;
                window.frames_.handle = requestAnimationFrame(frame);
              };
              window.frames_ = { times, handle: requestAnimationFrame(frame) };
            }""";
    private static final String END = """
            () => {
              cancelAnimationFrame(window.frames_.handle);
              const times = window.frames_.times.sort((a, b) => a - b);
              const at = (share) => Math.round(times[Math.floor((times.length - 1) * share)] * 10) / 10;
              return { count: times.length, median: at(0.5), p95: at(0.95), longest: at(1) };
            }""";

    /// Those while something is done; they are told in the test's report.
    static Frames during(Page page, TestReporter report, String what, Runnable task) {
        page.evaluate(BEGIN);
        task.run();
        Map<?, ?> told = (Map<?, ?>) page.evaluate(END);
        Frames frames = new Frames(
                ((Number) told.get("count")).intValue(), number(told, "median"), number(told, "p95"),
                number(told, "longest"));
        report.publishEntry(what, frames.toString());
        return frames;
    }

    private static double number(Map<?, ?> told, String name) {
        return ((Number) told.get(name)).doubleValue();
    }
}
