package tidings.cli;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import tidings.broker.IoKind;

/// A way to wait for sockets, as on a command line.
final class IoOption implements ITypeConverter<IoKind> {

    @Override
    public IoKind convert(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "best" -> IoKind.BEST;
            case "io_uring", "io-uring" -> IoKind.IO_URING;
            case "nio" -> IoKind.NIO;
            default -> throw new TypeConversionException("one of best, io_uring and nio, not '" + text + "'");
        };
    }
}
