package tidings.broker;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tidings.mqtt.Version;

/// A test of what MQTT 3.1.1 and 5.0 both say; it is given the version.
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest
@EnumSource(value = Version.class, names = {"V3_1_1", "V5"})
@interface InBothVersions {}
