package tidings.tinkerforge.catalog;

/// What a type of device is called.
///
/// @param text in topics: `rgb_led_button_bricklet`
/// @param identifier the number that a device reports; negative where none does
/// @param released whether it can be had; others are known, but not served
/// @param discontinued whether it could be had once
/// @param className in one message: `RGBLEDButtonBricklet`
/// @param displayName for people: `RGB LED Button Bricklet`
public record DeviceName(
        String text,
        int identifier,
        boolean released,
        boolean discontinued,
        String className,
        String displayName) {}
