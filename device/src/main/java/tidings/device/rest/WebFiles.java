package tidings.device.rest;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The web console: files of the class path, and the libraries it uses (webjars), whose paths carry their versions and may
/// be kept for ever.
///
/// Read once, and kept: they are few, and small.
final class WebFiles {

    /// Nothing from elsewhere, nothing inline, and no text becomes markup but by the templates.
    private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
            + "img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
            + "require-trusted-types-for 'script'; trusted-types lit-html";
    /// The browser of the API is another's work, and makes styles and pictures as it goes.
    private static final String POLICY_OF_API_BROWSER = "default-src 'self'; style-src 'self' 'unsafe-inline'; "
            + "img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    private static final String API_BROWSER = "web/swagger-ui.html";
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html;charset=UTF-8", "js", "text/javascript;charset=UTF-8", "mjs",
            "text/javascript;charset=UTF-8", "css", "text/css;charset=UTF-8", "svg", "image/svg+xml", "json",
            "application/json", "png", "image/png", "ico", "image/x-icon", "woff2", "font/woff2", "map",
            "application/json");

    private final Map<String, File> files = new ConcurrentHashMap<>();

    /// A file, and what names its content.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record File(byte[] content, String etag) {}

    void addTo(RoutesConfig routes) {
        routes.get("/", context -> serve(context, "web/index.html", "no-cache"));
        routes.get("/webjars/<path>", context -> serve(
                context, "META-INF/resources/webjars/" + context.pathParam("path"),
                "public, max-age=31536000, immutable"));
        routes.get("/<path>", context -> serve(context, "web/" + context.pathParam("path"), "no-cache"));
    }

    private void serve(Context context, String resource, String caching) throws IOException {
        File file = isPlain(resource) ? find(resource) : null;
        if (file == null) {
            Answers.error(context, 404, Answers.ErrorCode.NOT_FOUND, "There is nothing at " + context.path());
            return;
        }
        context.header("Cache-Control", caching);
        context.header("ETag", file.etag());
        context.header("Content-Security-Policy",
                resource.equals(API_BROWSER) ? POLICY_OF_API_BROWSER : CONTENT_SECURITY_POLICY);
        if (file.etag().equals(context.header("If-None-Match"))) {
            context.status(304);
            return;
        }
        String ending = resource.substring(resource.lastIndexOf('.') + 1);
        context.contentType(TYPES.getOrDefault(ending, "application/octet-stream")).result(file.content());
    }

    private @Nullable File find(String resource) throws IOException {
        File known = files.get(resource);
        if (known != null) {
            return known;
        }
        try (InputStream in = WebFiles.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null || !resource.contains(".")) {
                return null;
            }
            byte[] content = in.readAllBytes();
            File file = new File(content, '"' + HexFormat.of().formatHex(sha256(content), 0, 12) + '"');
            files.put(resource, file);
            return file;
        }
    }

    /// Whether a path stays where it begins.
    private static boolean isPlain(String resource) {
        return !resource.contains("..") && !resource.contains("\\") && !resource.contains("//")
                && !resource.endsWith(".class");
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every Java has SHA-256", e);
        }
    }
}
