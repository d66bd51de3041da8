package tidings.cli.load;

/// What stands for each client in a topic, a client id or a user name, as in emqtt-bench: `%i` its number from 0, `%c` its
/// client id, `%u` its user name.
public final class Placeholders {

    private Placeholders() {}

    /// A text with the number of a client in it.
    public static String number(String text, int number) {
        return text.replace("%i", Integer.toString(number));
    }

    /// A topic of a client.
    static String topic(String text, int number, String clientId, String userName) {
        return number(text, number).replace("%c", clientId).replace("%u", userName);
    }
}
