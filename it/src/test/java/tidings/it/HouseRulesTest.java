package tidings.it;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The rules of docs/architecture.md that a machine can check.
class HouseRulesTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("tidings");

    static List<String> layers() {
        return List.of("mqtt", "client", "broker", "auth", "bridge", "storage", "manage", "device", "tinkerforge");
    }

    @Test
    void seesTheWholeHouse() {
        for (String layer : layers()) {
            assertThat(CLASSES.that(resideInAPackage("tidings." + layer + ".."))).isNotEmpty();
        }
    }

    /// protocol <- client <- tinkerforge, protocol <- broker <- manage and device, and the command line on top.
    @ParameterizedTest
    @CsvSource({
        "mqtt, client|storage|broker|auth|bridge|manage|device|tinkerforge|cli",
        "storage, mqtt|client|broker|auth|bridge|manage|device|tinkerforge|cli",
        "client, broker|auth|bridge|manage|device|tinkerforge|cli",
        "broker, client|auth|bridge|manage|device|tinkerforge|cli",
        "auth, client|storage|bridge|manage|device|tinkerforge|cli",
        "bridge, auth|manage|device|tinkerforge|cli",
        "manage, client|bridge|device|tinkerforge|cli",
        "device, client|auth|bridge|manage|tinkerforge|cli",
        "tinkerforge, storage|broker|auth|bridge|manage|device|cli",
    })
    void arrowsPointDownward(String layer, String above) {
        String[] packages =
                Arrays.stream(above.split("\\|")).map(name -> "tidings." + name + "..").toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage("tidings." + layer + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages)
                .check(CLASSES);
    }

    @Test
    void nullnessIsDeclaredEverywhere() {
        List<String> unmarked = CLASSES.stream()
                .map(JavaClass::getPackage)
                .distinct()
                .filter(folder -> !folder.isAnnotatedWith(NullMarked.class))
                .map(JavaPackage::getName)
                .toList();
        assertThat(unmarked).isEmpty();
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses().should().haveNameMatching(".*(Impl|Util|Utils|Helper|Manager|Abstract[A-Z]\\w*)").check(CLASSES);
    }

    /// No inheritance between our classes; interfaces are for that.
    @Test
    void classesAreFinal() {
        classes()
                .that()
                .areNotInterfaces()
                .and()
                .areNotEnums()
                .and()
                .areNotAnonymousClasses()
                .and(not(assignableTo(Throwable.class)))
                .should()
                .haveModifier(JavaModifier.FINAL)
                .check(CLASSES);
    }

    @Test
    void modulesHaveNoCycles() {
        slices().matching("tidings.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    /// Among themselves: the front door may know every room, and every room the values that lie at the front door.
    @ParameterizedTest
    @MethodSource("layers")
    void roomsHaveNoCycles(String layer) {
        slices().matching("tidings." + layer + ".(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @ParameterizedTest
    @MethodSource("layers")
    void whatIsBehindTheFrontDoorIsUsedOnlyInside(String layer) {
        if (layer.equals("mqtt")) {
            return; // all of the protocol is public
        }
        String inside = "tidings." + layer + "..";
        classes()
                .that(resideInAPackage(inside)
                        .and(not(resideInAnyPackage("tidings." + layer, "tidings." + layer + ".spi"))))
                .should()
                .onlyBeAccessed()
                .byAnyPackage(inside)
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void machinesDoNoInputOrOutput() {
        noClasses()
                .that()
                .resideInAnyPackage("..engine..", "tidings.mqtt.flow..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty..", "java.io..", "java.nio..", "java.net..", "java.util.concurrent..")
                .check(CLASSES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"currentTimeMillis", "nanoTime"})
    void machinesAskNoClock(String clock) {
        noClasses()
                .that()
                .resideInAnyPackage("..engine..", "tidings.mqtt.flow..")
                .should()
                .callMethod(System.class, clock)
                .check(CLASSES);
    }

    @Test
    void theProtocolKnowsBuffersButNoChannels() {
        noClasses()
                .that()
                .resideInAPackage("tidings.mqtt..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty.channel..", "io.netty.handler..")
                .check(CLASSES);
    }
}
