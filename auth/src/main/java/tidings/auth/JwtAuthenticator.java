package tidings.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.JWTProcessor;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tidings.broker.BrokerException;
import tidings.broker.spi.Authenticator;
import tidings.broker.spi.Login;
import tidings.broker.spi.Reloadable;
import tidings.mqtt.ReasonCode;

/// Clients whose password is a JSON Web Token (RFC 7519), signed by somebody whom the broker knows. A password that has not
/// the form of one is left to the next authenticator.
///
/// A token must have an expiry that is still to come, and a claim that says who the client is; whatever user name its
/// CONNECT gave, that is its user name then. A client that is in stays in when its token expires.
///
/// Any thread may use it.
public final class JwtAuthenticator implements Authenticator, Reloadable {

    private static final String USER_CLAIM = "sub";
    private static final int PARTS = 3;
    private static final int LONGEST = 16 * 1024;

    private final TokenKeys keys;
    private final @Nullable String issuer;
    private final @Nullable String audience;
    private final String userClaim;
    private final Work work = new Work();
    private volatile JWTProcessor<SecurityContext> processor;

    private JwtAuthenticator(Builder asked, TokenKeys keys) {
        this.keys = keys;
        this.issuer = asked.issuer;
        this.audience = asked.audience;
        this.userClaim = asked.userClaim;
        this.processor = processor();
    }

    /// Tokens signed with a secret (HS256, HS384, HS512): the bytes of a file, less the end of a last line.
    public static Builder secret(Path file) {
        return new Builder(new TokenKeys.Secret(file));
    }

    /// Tokens signed with the private key to a public one (RS, PS, ES), which is in a PEM file by itself or in a
    /// certificate.
    public static Builder publicKey(Path file) {
        return new Builder(new TokenKeys.PublicKey(file));
    }

    /// Tokens signed with one of the keys at an address (JWKS, RFC 7517), where they are read when they are needed, and kept
    /// for minutes.
    public static Builder keySet(URI address) {
        return new Builder(new TokenKeys.KeySet(address));
    }

    /// Collects what is asked of a token.
    public static final class Builder {
        private final TokenKeys keys;
        private @Nullable String issuer;
        private @Nullable String audience;
        private String userClaim = USER_CLAIM;

        private Builder(TokenKeys keys) {
            this.keys = keys;
        }

        /// Only tokens of this issuer (`iss`).
        public Builder issuer(@Nullable String name) {
            issuer = name;
            return this;
        }

        /// Only tokens for this audience (`aud`).
        public Builder audience(@Nullable String name) {
            audience = name;
            return this;
        }

        /// The claim that is the user name; `sub` unless it is set.
        public Builder userClaim(String name) {
            userClaim = name;
            return this;
        }

        /// One that asks this of tokens.
        ///
        /// @throws BrokerException if a key cannot be read
        public JwtAuthenticator build() {
            return new JwtAuthenticator(this, keys);
        }
    }

    /// Reads its key again.
    @Override
    public void reload() {
        processor = processor();
    }

    @Override
    public CompletionStage<Verdict> authenticate(Login login) {
        String token = login.password() == null || login.password().size() > LONGEST ? "" : login.password().asUtf8();
        if (token.split("\\.", -1).length != PARTS || token.indexOf(' ') >= 0) {
            return CompletableFuture.completedStage(Verdict.NOT_MINE);
        }
        return work.submit(() -> verdict(token));
    }

    @Override
    public void close() {
        work.close();
    }

    private Verdict verdict(String token) {
        try {
            JWTClaimsSet claims = processor.process(token, null);
            return claims.getClaim(userClaim) instanceof String user && !user.isEmpty()
                    ? new Verdict.Accepted(user)
                    : refused("its token has no " + userClaim);
        } catch (ParseException noToken) {
            return Verdict.NOT_MINE;
        } catch (KeySourceException absent) {
            return new Verdict.Refused(
                    ReasonCode.SERVER_UNAVAILABLE, "the keys of tokens cannot be had: " + absent.getMessage());
        } catch (BadJOSEException | JOSEException wrong) {
            return refused("its token is not good: " + wrong.getMessage());
        }
    }

    private static Verdict refused(String why) {
        return new Verdict.Refused(ReasonCode.NOT_AUTHORIZED, why);
    }

    private JWTProcessor<SecurityContext> processor() {
        DefaultJWTProcessor<SecurityContext> made = new DefaultJWTProcessor<>();
        try {
            made.setJWSKeySelector(keys.selector());
        } catch (IOException failure) {
            throw new BrokerException(failure.getMessage() + " (--jwt-...)", failure);
        }
        JWTClaimsSet exact = issuer == null
                ? new JWTClaimsSet.Builder().build()
                : new JWTClaimsSet.Builder().issuer(issuer).build();
        made.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(
                audience == null ? null : Set.of(audience), exact, Set.of("exp", userClaim), null));
        return made;
    }
}
