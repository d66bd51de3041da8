package tidings.broker;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Which clients are looked for.
///
/// @param text that their client id, user name or address contains, in whatever case; empty for any
/// @param connected whether they are connected; null for both
public record ClientQuery(String text, @Nullable Boolean connected) {

    public static final ClientQuery ALL = new ClientQuery("", null);

    public ClientQuery {
        text = text.toLowerCase(Locale.ROOT);
    }
}
