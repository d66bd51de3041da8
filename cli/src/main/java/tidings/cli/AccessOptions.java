package tidings.cli;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tidings.auth.HttpAuthenticator;
import tidings.auth.JwtAuthenticator;
import tidings.broker.AclFile;
import tidings.broker.BrokerConfig;
import tidings.broker.PasswordFile;
import tidings.broker.spi.Authenticator;
import tidings.broker.spi.Authorizer;

/// Who comes in, and what they may do there.
final class AccessOptions {

    private static final String PASSWORDS = "passwords";
    private static final String JWT = "jwt";
    private static final String HTTP = "http";
    private static final String DEVICES = "devices";

    @Option(names = "--allow-anonymous", description = "Let clients in that give no user name.")
    private boolean allowAnonymous;

    @Option(names = "--passwords", paramLabel = "FILE", description = "Users and passwords, as 'tidings passwd' and mosquitto_passwd write them.")
    private @Nullable Path passwords;

    @Option(names = "--acl", paramLabel = "FILE", description = "Who may publish and hear what, in mosquitto's syntax; what it does not allow is not allowed.")
    private @Nullable Path acl;

    @Option(names = "--jwt-secret", paramLabel = "FILE", description = "Let clients in whose password is a JSON Web Token signed with this secret.")
    private @Nullable Path jwtSecret;

    @Option(names = "--jwt-key", paramLabel = "FILE", description = "... signed with the private key to this public one, in PEM.")
    private @Nullable Path jwtKey;

    @Option(names = "--jwt-jwks", paramLabel = "URL", description = "... signed with one of the keys at this address (JWKS).")
    private @Nullable URI jwtKeySet;

    @Option(names = "--jwt-issuer", paramLabel = "NAME", description = "... and issued by NAME.")
    private @Nullable String jwtIssuer;

    @Option(names = "--jwt-audience", paramLabel = "NAME", description = "... and meant for NAME.")
    private @Nullable String jwtAudience;

    @Option(names = "--jwt-user-claim", paramLabel = "NAME", description = "The claim of a token that is the user name; sub by default.")
    private String jwtUserClaim = "sub";

    @Option(names = "--auth-http", paramLabel = "URL", description = "Ask this service by POST who may come in.")
    private @Nullable URI http;

    @Option(names = "--auth-http-timeout", paramLabel = "TIME", converter = DurationOption.class, description = "How long it may take; 3s by default.")
    private Duration httpTimeout = Duration.ofSeconds(3);

    @Option(names = "--auth", paramLabel = "WHO", split = ",", description = "In which order they are asked: passwords, jwt, http and (serve) devices. By default all there are, in"
            + " this order.")
    private List<String> order = new ArrayList<>();

    /// Whether there is any way to log in that the options tell of.
    boolean letsAnybodyIn() {
        return allowAnonymous || passwords != null || jwtSecret != null || jwtKey != null || jwtKeySet != null
                || http != null;
    }

    /// Has a broker know who comes in.
    ///
    /// @param devices who knows the devices, or null where there are none
    /// @throws tidings.broker.BrokerException if a file cannot be read or understood
    void applyTo(BrokerConfig.Builder broker, @Nullable Authenticator devices) {
        broker.allowAnonymous(allowAnonymous);
        Map<String, Authenticator> known = authenticators();
        if (devices != null) {
            known.put(DEVICES, devices);
        }
        for (String name : order.isEmpty() ? List.copyOf(known.keySet()) : order) {
            Authenticator next = known.remove(name);
            if (next == null) {
                throw new CommandException(ExitStatus.FAILED, "There is nothing to ask that is called '" + name
                        + "', or it is named twice (--auth); there are passwords (--passwords), jwt (--jwt-...), http"
                        + " (--auth-http) and, in serve, devices");
            }
            broker.authenticator(next);
        }
        if (!known.isEmpty()) {
            throw new CommandException(ExitStatus.FAILED,
                    "--auth leaves out " + String.join(", ", known.keySet()) + ", which would never be asked");
        }
    }

    /// Who decides what clients may do.
    ///
    /// @throws tidings.broker.BrokerException if a file cannot be read or understood
    Authorizer authorizer() {
        return acl == null ? Authorizer.ALL : AclFile.read(acl);
    }

    private Map<String, Authenticator> authenticators() {
        Map<String, Authenticator> known = new LinkedHashMap<>();
        if (passwords != null) {
            known.put(PASSWORDS, PasswordFile.read(passwords));
        }
        JwtAuthenticator.Builder jwt = jwt();
        if (jwt != null) {
            known.put(JWT, jwt.issuer(jwtIssuer).audience(jwtAudience).userClaim(jwtUserClaim).build());
        } else if (jwtIssuer != null || jwtAudience != null) {
            throw new CommandException(ExitStatus.FAILED,
                    "Tokens are to be checked (--jwt-issuer, --jwt-audience), but not against which key; say it with"
                            + " --jwt-secret, --jwt-key or --jwt-jwks");
        }
        if (http != null) {
            try {
                known.put(HTTP, HttpAuthenticator.at(http, httpTimeout));
            } catch (IllegalArgumentException wrong) {
                throw new CommandException(ExitStatus.FAILED, wrong.getMessage() + " (--auth-http)");
            }
        }
        return known;
    }

    private JwtAuthenticator.@Nullable Builder jwt() {
        List<JwtAuthenticator.Builder> said = new ArrayList<>();
        if (jwtSecret != null) {
            said.add(JwtAuthenticator.secret(jwtSecret));
        }
        if (jwtKey != null) {
            said.add(JwtAuthenticator.publicKey(jwtKey));
        }
        if (jwtKeySet != null) {
            said.add(JwtAuthenticator.keySet(jwtKeySet));
        }
        if (said.size() > 1) {
            throw new CommandException(ExitStatus.FAILED,
                    "Of --jwt-secret, --jwt-key and --jwt-jwks one says who signs tokens");
        }
        return said.isEmpty() ? null : said.get(0);
    }
}
