package tidings.device.core;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import org.jspecify.annotations.Nullable;
import tidings.device.core.Devices.Known;
import tidings.device.json.Json;
import tidings.device.store.Credentials;
import tidings.device.store.Device;
import tidings.device.store.DeviceTable;
import tidings.device.store.Profile;
import tidings.device.store.ProfileTable;
import tidings.device.store.Store;
import tidings.storage.Statements;
import tools.jackson.databind.JsonNode;

/// Devices that prove who they are by a certificate (DEVICE_API 1.4): their own, or one that the certificate of a profile
/// has signed, whose common name tells which device it is. That a client has the key of its certificate is known already.
public final class Certificates {

    private static final int LONGEST_CHAIN = 8;

    private final Store store;
    private final Devices devices;
    private final InstantSource clock;
    private final boolean acceptExpired;

    /// @param acceptExpired whether a certificate counts beyond its time
    public Certificates(Store store, Devices devices, InstantSource clock, boolean acceptExpired) {
        this.store = store;
        this.devices = devices;
        this.clock = clock;
        this.acceptExpired = acceptExpired;
    }

    /// Who shows a certificate.
    ///
    /// @param chain its own first, then those behind it
    /// @return completed on a thread of the store; nothing where it is nobody's, or not valid now
    public CompletableFuture<Optional<Known>> whoShows(List<X509Certificate> chain) {
        if (!isValid(chain.get(0))) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        Proof own = Proof.certificate(text(chain.get(0)));
        return devices.whoHas(List.of(own.credentialsId())).thenCompose(found -> {
            Optional<Known> same = found.filter(known -> isSame(known.credentials(), own));
            return same.isPresent() ? CompletableFuture.completedFuture(same) : signed(chain, own);
        });
    }

    /// The certificate of a text, in PEM or as Base64 alone.
    ///
    /// @throws Refusal if it is none
    static X509Certificate parse(String text) {
        try {
            byte[] der = Base64.getDecoder().decode(Proof.bare(text));
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException | IllegalArgumentException e) {
            throw Refusal.badRequest("It is no certificate in PEM");
        }
    }

    private CompletableFuture<Optional<Known>> signed(List<X509Certificate> chain, Proof own) {
        return store.database().read(ProfileTable::withCertificate).thenCompose(profiles -> {
            for (Profile profile : profiles) {
                String name = profile.provisionSecret() != null && leadsTo(chain, parse(profile.provisionSecret()))
                        ? name(profile, chain.get(0))
                        : null;
                if (name != null) {
                    return store.database().writer().submit(on -> provision(on, profile, name, own));
                }
            }
            return CompletableFuture.completedFuture(Optional.empty());
        });
    }

    /// Whether each certificate is signed by the one behind it, until one is signed by the authority, or is it.
    private boolean leadsTo(List<X509Certificate> chain, X509Certificate authority) {
        for (int i = 0; i < Math.min(chain.size(), LONGEST_CHAIN); i++) {
            X509Certificate one = chain.get(i);
            if (one.equals(authority) || (isValid(authority) && isSignedBy(one, authority))) {
                return true;
            }
            boolean goesOn = i + 1 < chain.size() && isValid(chain.get(i + 1)) && isSignedBy(one, chain.get(i + 1));
            if (!goesOn) {
                return false;
            }
        }
        return false;
    }

    private static boolean isSignedBy(X509Certificate one, X509Certificate issuer) {
        if (issuer.getBasicConstraints() < 0
                || !one.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
            return false;
        }
        try {
            one.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private boolean isValid(X509Certificate certificate) {
        try {
            certificate.checkValidity(Date.from(clock.instant()));
            return true;
        } catch (CertificateException e) {
            return acceptExpired;
        }
    }

    /// The name that the profile's pattern finds in the common name, or null.
    private static @Nullable String name(Profile profile, X509Certificate own) {
        JsonNode said = provisioning(profile);
        String common = commonName(own);
        Matcher matcher = Pattern.compile(said.path("certificateRegExPattern").asString(".+")).matcher(common);
        if (!matcher.find()) {
            return null;
        }
        String name = matcher.groupCount() > 0 ? matcher.group(1) : matcher.group();
        return name == null || name.isBlank() ? null : name;
    }

    private static String commonName(X509Certificate own) {
        try {
            return new LdapName(own.getSubjectX500Principal().getName())
                    .getRdns()
                    .stream()
                    .filter(part -> part.getType().equalsIgnoreCase("CN"))
                    .map(part -> part.getValue().toString())
                    .findFirst()
                    .orElse("");
        } catch (InvalidNameException e) {
            return "";
        }
    }

    private Optional<Known> provision(Statements on, Profile profile, String name, Proof own) throws SQLException {
        Device device = DeviceTable.byName(on, name);
        if (device == null) {
            if (!provisioning(profile).path("allowCreateNewDevicesByX509Certificate").asBoolean(false)) {
                return Optional.empty();
            }
            device = devices.create(on, Devices.Draft.ofProfile(name, profile.id()), own);
        } else if (!device.profile().equals(profile.id())) {
            return Optional.empty();
        }
        Credentials credentials = DeviceTable.credentials(on, device.no());
        if (credentials != null && credentials.type() == Credentials.Type.X509_CERTIFICATE
                && !isSame(credentials, own)) { // it has a new certificate
            credentials = devices.changeCredentials(on, device, own);
        }
        return credentials == null
                ? Optional.empty()
                : Optional.of(new Known(device, credentials, Transport.of(profile.description())));
    }

    private static JsonNode provisioning(Profile profile) {
        return Json.MAPPER.readTree(profile.description()).path("profileData").path("provisionConfiguration");
    }

    private static boolean isSame(Credentials credentials, Proof own) {
        return credentials.type() == Credentials.Type.X509_CERTIFICATE && credentials.value() != null
                && own.value() != null && Proof.bare(credentials.value()).equals(Proof.bare(own.value()));
    }

    private static String text(X509Certificate certificate) {
        try {
            byte[] pem = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                    .encode(certificate.getEncoded());
            return "-----BEGIN CERTIFICATE-----\n" + new String(pem, StandardCharsets.US_ASCII)
                    + "\n-----END CERTIFICATE-----\n";
        } catch (CertificateException e) {
            throw new IllegalArgumentException("A certificate without bytes", e);
        }
    }
}
