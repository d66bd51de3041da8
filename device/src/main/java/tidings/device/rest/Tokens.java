package tidings.device.rest;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tidings.device.store.User;

/// Makes and reads the tokens that stand for a login: JSON Web Tokens with HMAC-SHA-512, with the claims that clients of
/// ThingsBoard read.
@SuppressWarnings("JavaUtilDate") // the library's way to say a time
final class Tokens {

    static final Duration LIFETIME = Duration.ofMinutes(150);
    static final Duration REFRESH_LIFETIME = Duration.ofDays(7);
    private static final String REFRESH = "REFRESH_TOKEN";
    private static final String ISSUER = "tidings";

    private final MACSigner signer;
    private final MACVerifier verifier;
    private final UUID tenant;
    private final InstantSource clock;

    /// @param secret 64 bytes that nobody else knows
    Tokens(byte[] secret, UUID tenant, InstantSource clock) {
        try {
            this.signer = new MACSigner(secret);
            this.verifier = new MACVerifier(secret);
        } catch (JOSEException e) {
            throw new IllegalArgumentException("The secret of the tokens is too short", e);
        }
        this.tenant = tenant;
        this.clock = clock;
    }

    /// What a token says, once its signature and time were checked.
    ///
    /// @param logins the state of the user's password when it was made, see [User#logins]
    /// @param refresh whether it is good for new tokens only
    record Claims(UUID user, String session, long logins, boolean refresh) {}

    /// A token is not accepted.
    static final class BadTokenException extends Exception {
        private static final long serialVersionUID = 1L;
        private final boolean expired;

        BadTokenException(boolean expired) {
            super(expired ? "Token has expired" : "Authentication failed", null, false, false);
            this.expired = expired;
        }

        boolean expired() {
            return expired;
        }
    }

    String access(User user, String session) {
        return sign(claims(user, session, LIFETIME)
                .claim("scopes", List.of(user.authority().name()))
                .claim("enabled", true)
                .claim("isPublic", false)
                .claim("tenantId", tenant.toString())
                .claim("customerId", Ids.orNone(user.customer()).toString())
                .build());
    }

    String refresh(User user, String session) {
        return sign(claims(user, session, REFRESH_LIFETIME).claim("scopes", List.of(REFRESH)).build());
    }

    Claims verify(@Nullable String token) throws BadTokenException {
        if (token == null) {
            throw new BadTokenException(false);
        }
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            boolean ours = jwt.getHeader().getAlgorithm().equals(JWSAlgorithm.HS512) && jwt.verify(verifier);
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            String user = claims.getClaimAsString("userId");
            String session = claims.getClaimAsString("sessionId");
            Date expires = claims.getExpirationTime();
            if (!ours || user == null || session == null || expires == null) {
                throw new BadTokenException(false);
            }
            if (expires.getTime() <= clock.millis()) {
                throw new BadTokenException(true);
            }
            List<String> scopes = claims.getStringListClaim("scopes");
            Long logins = claims.getLongClaim("logins");
            return new Claims(
                    UUID.fromString(user), session, logins == null ? -1 : logins,
                    scopes != null && scopes.contains(REFRESH));
        } catch (ParseException | JOSEException | IllegalArgumentException e) {
            throw new BadTokenException(false);
        }
    }

    private JWTClaimsSet.Builder claims(User user, String session, Duration lifetime) {
        long now = clock.millis();
        return new JWTClaimsSet.Builder()
                .subject(user.email())
                .claim("userId", user.id().toString())
                .claim("sessionId", session)
                .claim("logins", user.logins())
                .issuer(ISSUER)
                .issueTime(new Date(now))
                .expirationTime(new Date(now + lifetime.toMillis()));
    }

    private String sign(JWTClaimsSet claims) {
        SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS512), claims);
        try {
            jwt.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException("A token was not signed", e);
        }
        return jwt.serialize();
    }
}
