package tidings.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import tidings.mqtt.Version;

/// `-V`, in all the ways that people write it.
final class VersionOption implements ITypeConverter<Version> {

    @Override
    public Version convert(String value) {
        return switch (value) {
            case "31", "3.1", "mqttv31" -> Version.V3_1;
            case "311", "3.1.1", "mqttv311" -> Version.V3_1_1;
            case "5", "5.0", "mqttv5" -> Version.V5;
            default -> throw new TypeConversionException("'" + value + "' is no version; one is 5, 311 or 31");
        };
    }
}
