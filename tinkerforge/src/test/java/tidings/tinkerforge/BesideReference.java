package tidings.tinkerforge;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Runs beside tinkerforge_mqtt, where that is there: `-Dtinkerforge.reference=PROGRAM`.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIfSystemProperty(named = Duel.REFERENCE, matches = ".+", disabledReason = "needs -Dtinkerforge.reference=PROGRAM")
@interface BesideReference {}
