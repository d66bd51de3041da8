package tidings.tinkerforge.tfp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.testkit.Check;
import tidings.testkit.Gen;

class UidTest {

    @ParameterizedTest
    @CsvSource({"2, 1", "21, 58", "1121, 58", "Dod, 125756", "7xwQ9g, 4294967295"})
    void isANumberInBase58(String text, long number) {
        assertThat(Uid.parse(text).number()).isEqualTo((int) number);
    }

    @Test
    void readsBackWhatItWrites() {
        Gen<Integer> numbers = (random, size) -> random.nextInt(1, Integer.MAX_VALUE) * (random.nextBoolean() ? 1 : -1);
        Check.forAll(numbers, number -> assertThat(Uid.parse(new Uid(number).toString())).isEqualTo(new Uid(number)));
    }

    @Test
    void foldsThoseOfOldDevices() {
        String allThatIsKept = "bxKmd2qcbAc"; // 0x3F0F_003F_0F00_0FFF
        assertThat(Uid.parse(allThatIsKept).number()).isEqualTo(-1);
        assertThat(Uid.parse("aGF1NQYAxT").number()).isEqualTo(0x0400_1001); // 0x0100_0000_0100_0001
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "aO", "I", "xl", "a b", "ä"})
    void refusesWhatIsNoDigit(String text) {
        assertThatThrownBy(() -> Uid.parse(text))
                .isInstanceOfSatisfying(Uid.InvalidUidException.class,
                        wrong -> assertThat(wrong.isInvalidCharacter()).isTrue())
                .hasMessage("UID \"" + text + "\" contains invalid character");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "11111"})
    void refusesThatOfAllDevices(String text) {
        assertThatThrownBy(() -> Uid.parse(text)).hasMessage("UID \"" + text + "\" is empty or maps to zero");
    }

    @Test
    void refusesWhatIsTooBig() {
        assertThatThrownBy(() -> Uid.parse("ZZZZZZZZZZZZ")).hasMessage("UID \"ZZZZZZZZZZZZ\" is too big");
        assertThatThrownBy(() -> Uid.parse("Z".repeat(60_000))).hasMessageEndingWith("is too big");
    }
}
