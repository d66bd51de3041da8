package tidings.device.store;

import java.util.Collection;
import java.util.stream.Collectors;
import tools.jackson.core.io.JsonStringEncoder;

/// Lists as one parameter of SQL, for `json_each`.
final class JsonLists {

    private JsonLists() {}

    /// A JSON array of the elements' texts.
    static String array(Collection<?> elements) {
        return elements.stream()
                .map(element -> '"' + new String(JsonStringEncoder.getInstance().quoteAsCharArray(element.toString()))
                        + '"')
                .collect(Collectors.joining(",", "[", "]"));
    }
}
