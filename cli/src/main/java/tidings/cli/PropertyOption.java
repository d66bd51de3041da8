package tidings.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import tidings.mqtt.Bytes;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.Property.Pair;
import tidings.mqtt.Property.Place;

/// A property of MQTT 5.0 on the command line: `-D COMMAND NAME VALUE`, where a user property has two values.
///
/// @param command the packet it goes into
record PropertyOption(Place command, Property<?> property, Object value) {

    /// The properties that are meant for a packet.
    static Properties of(Place command, List<PropertyOption> options) {
        Properties.Builder properties = Properties.builder();
        for (PropertyOption option : options) {
            if (option.command == command) {
                add(properties, option.property, option.value);
            }
        }
        return properties.build();
    }

    private static <T> void add(Properties.Builder properties, Property<T> property, Object value) {
        properties.add(property, property.cast(value));
    }

    /// Takes as many words as a property needs.
    static final class Consumer implements IParameterConsumer {

        @Override
        public void consumeParameters(Stack<String> words, ArgSpec option, CommandSpec command) {
            List<PropertyOption> all = new ArrayList<>(option.<List<PropertyOption>>getValue());
            try {
                all.add(next(words));
            } catch (IllegalArgumentException wrong) {
                throw new ParameterException(command.commandLine(), "-D: " + wrong.getMessage(), wrong);
            }
            option.setValue(all);
        }

        private static PropertyOption next(Stack<String> words) {
            Place place = place(word(words, "COMMAND"));
            Property<?> property = property(word(words, "NAME"));
            if (!property.mayStandIn(place)) {
                throw new IllegalArgumentException(property + " has no place in " + place);
            }
            String first = word(words, "VALUE");
            Object value =
                    property.equals(Property.USER_PROPERTY)
                            ? new Pair(first, word(words, "VALUE"))
                            : value(property, first);
            if (!property.accepts(value)) {
                throw new IllegalArgumentException(
                        property + " is " + property.least() + " to " + property.most() + ", not " + first);
            }
            return new PropertyOption(place, property, value);
        }

        private static String word(Stack<String> words, String what) {
            if (words.isEmpty()) {
                throw new IllegalArgumentException("COMMAND NAME VALUE are needed; there is no " + what);
            }
            return words.pop();
        }

        private static Place place(String name) {
            try {
                return Place.valueOf(name.toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException unknown) {
                throw new IllegalArgumentException(
                        "'" + name
                                + "' is no packet; one is connect, publish, subscribe, unsubscribe, disconnect, will",
                        unknown);
            }
        }

        private static Property<?> property(String name) {
            return Property.all()
                    .stream()
                    .filter(property -> optionName(property).equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "'" + name + "' is no property of MQTT 5.0, such as content-type"));
        }

        /// `Message Expiry Interval` is `message-expiry-interval`.
        private static String optionName(Property<?> property) {
            return property.toString().toLowerCase(Locale.ROOT).replace(' ', '-');
        }

        private static Object value(Property<?> property, String text) {
            try {
                return switch (property.wire()) {
                    case BYTE, TWO_BYTES, VAR_INT -> Integer.valueOf(text);
                    case FOUR_BYTES -> Long.valueOf(text);
                    case FLAG -> flag(text);
                    case TEXT, PAIR -> text;
                    case BINARY -> Bytes.utf8(text);
                };
            } catch (NumberFormatException wrong) {
                throw new IllegalArgumentException(property + " is a number, not '" + text + "'", wrong);
            }
        }

        private static Boolean flag(String text) {
            return switch (text) {
                case "1", "true" -> true;
                case "0", "false" -> false;
                default -> throw new IllegalArgumentException("a flag is 0 or 1, not '" + text + "'");
            };
        }
    }
}
