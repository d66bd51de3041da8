package tidings.tinkerforge.gateway;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.tinkerforge.catalog.Element;
import tidings.tinkerforge.json.PythonText;

/// Where the answers to one message go. Errors are logged as well.
///
/// @param elements the results that an answer has
record Answers(Address address, Publisher publisher, Results results, List<Element> elements) {

    private static final Logger LOG = System.getLogger(Answers.class.getName());

    /// The call gave these results. Without results nothing is said.
    void done(List<? extends @Nullable Object> values) {
        if (!elements.isEmpty()) {
            publisher.publish(address.answer(), results.json(elements, values));
        }
    }

    /// The device says what it is.
    void identity(List<Object> values) {
        publisher.publish(address.answer(), results.identity(elements, values));
    }

    /// The call failed on the way to the device, or there.
    void failed(String text) {
        wrong("%s (call of %s of %s %s)".formatted(text, address.function(), address.device(), address.uid()));
    }

    /// The arguments are wrong, or the results.
    void wrong(String text) {
        log(text);
        publisher.publish(address.answer(), Results.error(elements, text));
    }

    /// There is nothing that could be called.
    void refused(String text) {
        log(text);
        publisher.publish(address.answer(), Results.error(text));
    }

    private static void log(String text) {
        LOG.log(Level.ERROR, () -> text.chars().allMatch(c -> c >= ' ' && c != 0x7F) ? text : PythonText.quoted(text));
    }
}
