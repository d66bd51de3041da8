package tidings.client.net;

import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// What went wrong below the packets, in words for the user.
final class Trouble {

    private Trouble() {}

    /// @param stage during which it did, or null if all were over
    static IOException of(Throwable thrown, Layers.@Nullable Stage stage) {
        Throwable cause = thrown instanceof CodecException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (cause instanceof SSLException) {
            return new IOException(tls(cause), cause);
        }
        if (stage != null) {
            return new IOException(stage.text + " failed: " + cause.getMessage(), cause);
        }
        return cause instanceof IOException known ? known : new IOException(cause.getMessage(), cause);
    }

    /// Whether it came from the other side, or from the way there, and not from an error here.
    static boolean isForeign(Throwable thrown) {
        return thrown instanceof IOException || thrown instanceof CodecException;
    }

    /// Whether the other side breaks the rules of a layer below the packets, which can still be told so.
    static boolean isUnreadable(Throwable thrown) {
        return thrown instanceof DecoderException && !(thrown.getCause() instanceof SSLException);
    }

    private static String tls(Throwable failure) {
        if (failure instanceof NotSslRecordException) {
            return "the server does not speak TLS";
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException) {
                return "the server's certificate has expired";
            }
            if (cause instanceof CertificateException && cause.getCause() == null) {
                return "the server's certificate is for another host: " + cause.getMessage();
            }
            if (cause instanceof CertPathValidatorException) {
                return "the server's certificate is not valid: " + cause.getMessage();
            }
        }
        boolean unknown = String.valueOf(failure.getMessage()).contains("unable to find valid certification path");
        return unknown
                ? "the server's certificate is of an authority that is not trusted here; tls(t -> t.trust(..)) trusts one"
                : "TLS failed: " + failure.getMessage();
    }
}
