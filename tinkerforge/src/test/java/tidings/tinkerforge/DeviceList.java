package tidings.tinkerforge;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tidings.tinkerforge.catalog.Callback;
import tidings.tinkerforge.catalog.Catalog;
import tidings.tinkerforge.catalog.Device;
import tidings.tinkerforge.catalog.DeviceName;
import tidings.tinkerforge.catalog.Element;
import tidings.tinkerforge.catalog.Function;
import tidings.tinkerforge.catalog.Meaning;
import tidings.tinkerforge.catalog.Symbols;

/// The page `docs/tinkerforge-devices.md`, made from the catalog.
final class DeviceList {

    private final StringBuilder page = new StringBuilder();

    /// The whole page.
    static String page() {
        DeviceList list = new DeviceList();
        list.write();
        return list.page.toString();
    }

    private void write() {
        line("# Bricks and Bricklets");
        line("");
        line("Made from the catalog of the gateway (bindings " + Catalog.get().version() + ") by `DeviceList`; do not"
                + " edit. [tinkerforge.md](tinkerforge.md) says how to call them.");
        line("");
        line("A function is written with its arguments, and behind the arrow its results; a callback with what it tells."
                + " `[4]` is a list of four, `[..60]` one of up to sixty. In brackets: the unit of the number, or the"
                + " symbols.");
        line("");
        line("| Device | In topics | Number | |");
        line("| --- | --- | ---: | --- |");
        List<DeviceName> names = List.copyOf(Catalog.get().released());
        names.forEach(name -> line("| [%s](#%s) | `%s` | %d | %s |".formatted(
                name.displayName(), anchor(name.text()), name.text(), name.identifier(),
                name.discontinued() ? "discontinued" : "")));
        names.forEach(name -> section(Catalog.get().device(name.text())));
    }

    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT);
    }

    private void section(Device device) {
        line("");
        line("## " + device.name().text());
        line("");
        for (Function function : device.functions()) {
            if (function.stream() == null) {
                function(function, function.name(), function.request(), function.response());
            } else {
                function(function, function.stream().name(), function.stream().request(),
                        function.stream().response());
            }
        }
        if (!device.callbacks().isEmpty()) {
            line("");
            line("Callbacks:");
            line("");
            for (Callback callback : device.callbacks()) {
                line("- `" + callback.name() + "`" + elements(" ", callback.event()));
            }
        }
    }

    private void function(Function function, String name, List<Element> request, List<Element> response) {
        line("- `" + name + "`" + elements(" ", request) + elements(" → ", response)
                + (function.since().equals("1.0.0") || function.since().equals("2.0.0")
                        ? ""
                        : ", since firmware " + function.since()));
    }

    private static String elements(String before, List<Element> elements) {
        return elements.isEmpty()
                ? ""
                : elements.stream().map(DeviceList::element).collect(Collectors.joining(", ", before, ""));
    }

    private static String element(Element element) {
        String length = element.length() == 0
                ? ""
                : element.length() > 0 ? "[" + element.length() + "]" : "[.." + -element.length() + "]";
        return element.member() + length + meaning(element.symbols(), element.meaning());
    }

    private static String meaning(Symbols symbols, Meaning meaning) {
        if (symbols != null) {
            return " (" + String.join(" ", symbols.values().keySet()) + ")";
        }
        if (meaning.unit() == null || meaning.unit().isEmpty()) {
            return "";
        }
        String scale = meaning.denominator() == 1 && meaning.numerator() == 1
                ? ""
                : meaning.numerator() == 1
                        ? "1/" + meaning.denominator() + " "
                        : meaning.numerator() + "/" + meaning.denominator() + " ";
        return " (" + scale + meaning.unit() + ")";
    }

    private void line(String text) {
        page.append(text).append('\n');
    }
}
