package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

/// A page as somebody uses it who has no mouse: Tab, Enter, Escape, arrows, and what is typed.
record Keyboard(Page page) {

    private static final int MOST = 150; // controls of a page

    /// Goes on until a control has the focus; that it has it can be seen.
    Keyboard to(AriaRole role, String name) {
        return by("Tab", role, name);
    }

    /// The same, backwards.
    Keyboard backTo(AriaRole role, String name) {
        return by("Shift+Tab", role, name);
    }

    private Keyboard by(String key, AriaRole role, String name) {
        Locator wanted = page.getByRole(role, new Page.GetByRoleOptions().setName(name).setExact(true));
        wanted.first().waitFor();
        for (int i = 0; i < MOST; i++) {
            page.keyboard().press(key);
            if ((boolean) wanted.evaluateAll("all => all.includes(document.activeElement)")) {
                assertThat(page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle"))
                        .as("the focus is seen on %s", name)
                        .isNotEqualTo("none");
                return this;
            }
        }
        throw new AssertionError(key + " does not reach the " + role + " " + name);
    }

    /// Presses keys, one after the other.
    Keyboard press(String... keys) {
        for (String key : keys) {
            page.keyboard().press(key);
        }
        return this;
    }

    /// Waits until a dialog has opened, which takes the focus.
    Keyboard intoDialog() {
        page.waitForFunction("() => document.activeElement.closest('dialog')");
        return this;
    }

    /// Types into what has the focus, instead of what is there.
    Keyboard type(String text) {
        page.keyboard().press("Control+a");
        page.keyboard().type(text);
        return this;
    }

    /// The focus is somewhere: nobody begins at the top again.
    void mustBeSomewhere() {
        page.waitForFunction("() => document.activeElement !== document.body");
    }
}
