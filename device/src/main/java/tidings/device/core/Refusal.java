package tidings.device.core;

import org.jspecify.annotations.Nullable;

/// A command that is not carried out. The message is for who gave it.
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Kind kind;

    private Refusal(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    /// Why, as far as a program cares.
    public enum Kind {
        BAD_REQUEST,
        NOT_FOUND,
        FORBIDDEN,
        CONFLICT,
        TOO_MANY
    }

    public static Refusal badRequest(String message) {
        return new Refusal(Kind.BAD_REQUEST, message);
    }

    public static Refusal notFound(String message) {
        return new Refusal(Kind.NOT_FOUND, message);
    }

    public static Refusal forbidden() {
        return new Refusal(Kind.FORBIDDEN, "You don't have permission to perform this operation!");
    }

    /// Somebody else changed the thing meanwhile.
    public static Refusal conflict(String message) {
        return new Refusal(Kind.CONFLICT, message);
    }

    /// Too often, or too many of it.
    public static Refusal tooMany(String message) {
        return new Refusal(Kind.TOO_MANY, message);
    }

    /// Refuses a change by somebody who has not seen the last one.
    ///
    /// @param seen the version that he has seen, or null where he does not say
    /// @throws Refusal if it is older
    public static void unlessCurrent(String what, @Nullable Long seen, long current) {
        if (seen != null && seen < current) {
            throw conflict("Somebody else has changed the " + what + " meanwhile; read it again");
        }
    }

    public Kind kind() {
        return kind;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
