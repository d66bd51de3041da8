package tidings.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How `sub` and `rr` print a message.
final class OutputOptions {

    @Option(names = {"-F",
        "--format"}, paramLabel = "FORMAT", description = "Print in this format: %%t topic, %%p payload, %%j JSON, ... as mosquitto_sub has it.")
    private @Nullable String format;

    @Option(names = {"-v", "--verbose"}, description = "Print the topic before the payload.")
    private boolean verbose;

    @Option(names = "-N", description = "No line break after a message.")
    private boolean noLineBreak;

    @Option(names = "--json", description = "A line of JSON for each message.")
    private boolean json;

    @Option(names = "--hex", description = "Payloads in hexadecimal.")
    private boolean hex;

    MessageFormat format() {
        String line = format != null ? format : json ? "%j" : (verbose ? "%t " : "") + (hex ? "%x" : "%p");
        return MessageFormat.parse(noLineBreak ? line : line + "\\n");
    }
}
