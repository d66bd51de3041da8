package tidings.device.rest;

import io.javalin.http.Context;
import io.javalin.http.UploadedFile;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tidings.device.core.Packages;
import tidings.device.core.Profiles;
import tidings.device.core.Refusal;
import tidings.device.core.Services;
import tidings.device.json.Json;
import tidings.device.ota.ChecksumAlgorithm;
import tidings.device.rest.Api.Access;
import tidings.device.store.OtaPackage;
import tidings.device.store.Page;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Firmware and software (SERVER_API 8).
final class PackageRoutes {

    private final Packages packages;
    private final Profiles profiles;
    private final Shapes shapes;

    PackageRoutes(Services services, Shapes shapes) {
        this.packages = services.packages();
        this.profiles = services.profiles();
        this.shapes = shapes;
    }

    void addTo(Api api) {
        Api.Area area = api.area("Firmware and software");
        area.post("/api/otaPackage", Access.OPERATOR, "Makes a package, as yet without its file.", this::create)
                .takes("OtaPackage")
                .answers("OtaPackage")
                .audited("OTA_PACKAGE ADDED");
        area.post("/api/otaPackage/{id}", Access.OPERATOR, "Uploads the file of a package, as the part `file`.",
                this::upload)
                .query("checksumAlgorithm", "SHA256, which is usual, SHA384, SHA512, MD5, CRC32, MURMUR3_32 or "
                        + "MURMUR3_128.")
                .query("checksum", "What it must be, in hexadecimal.")
                .takes(Api.FILE)
                .answers("OtaPackage")
                .audited("OTA_PACKAGE UPDATED");
        area.get("/api/otaPackages", Access.OPERATOR, "Packages.", context -> page(context, null, null))
                .answersPage("OtaPackage");
        area.get("/api/otaPackages/{profile}/{type}", Access.OPERATOR, "Packages for the devices of a profile.",
                context -> page(context, profile(context), type(context.pathParam("type"))))
                .answersPage("OtaPackage");
        for (String path : List.of("/api/otaPackage/info/{id}", "/api/otaPackage/{id}")) {
            area.get(path, Access.OPERATOR, "A package.",
                    context -> Answers.json(context, shapes.ota(packages.byId(id(context)))))
                    .answers("OtaPackage");
        }
        area.get("/api/otaPackage/{id}/download", Access.OPERATOR, "The file of a package.", this::download)
                .answers("Bytes", "application/octet-stream");
        area.delete("/api/otaPackage/{id}", Access.OPERATOR, "Deletes a package that nobody has.", context -> {
            OtaPackage ota = packages.byId(id(context));
            AuditRoutes.about(context, "OTA_PACKAGE", ota.id(), ota.title());
            packages.delete(ota.id());
        }).audited("OTA_PACKAGE DELETED");
    }

    private static UUID id(Context context) {
        return Ids.parse(context.pathParam("id"));
    }

    private UUID profile(Context context) {
        return profiles.byId(Ids.parse(context.pathParam("profile"))).id();
    }

    private void create(Context context) {
        ObjectNode body = Answers.object(context);
        String title = Answers.text(body, "title");
        String version = Answers.text(body, "version");
        boolean link = body.path("usesUrl").asBoolean(false);
        String url = Answers.text(body, "url");
        if (link && (url == null || url.isBlank())) {
            throw Refusal.badRequest("OtaPackage url should be specified!");
        }
        JsonNode info = body.path("additionalInfo");
        Answers.json(context, shapes.ota(packages.create(new Packages.Draft(
                title == null ? "" : title, version == null ? "" : version, type(Answers.text(body, "type")),
                Ids.member(body, "deviceProfileId"), Answers.text(body, "tag"), link ? url : null,
                info.isObject() ? Json.text(info) : null))));
    }

    private void upload(Context context) throws IOException {
        UUID id = packages.byId(id(context)).id();
        UploadedFile file = context.uploadedFile("file");
        if (file == null) {
            throw Refusal.badRequest("Required part 'file' is not present.");
        }
        String algorithm = Answers.parameter(context, "checksumAlgorithm");
        try (var content = file.content()) {
            Answers.json(context, shapes.ota(packages.upload(id, new Packages.Upload(
                    content, file.filename(), file.contentType(), algorithm(algorithm),
                    Answers.parameter(context, "checksum")))));
        }
    }

    private static ChecksumAlgorithm algorithm(String name) {
        try {
            return name.isEmpty() ? ChecksumAlgorithm.SHA256 : ChecksumAlgorithm.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest("There is no checksum algorithm " + name);
        }
    }

    static OtaPackage.Type type(@Nullable String name) {
        return switch (name) {
            case "FIRMWARE" -> OtaPackage.Type.FIRMWARE;
            case "SOFTWARE" -> OtaPackage.Type.SOFTWARE;
            case null, default -> throw Refusal.badRequest("A type is FIRMWARE or SOFTWARE");
        };
    }

    private void page(Context context, @Nullable UUID profile, OtaPackage.@Nullable Type type) {
        Page.Query query = Answers.pageQuery(context);
        Answers.page(context, packages.page(profile, type, query), query.size(), shapes::ota);
    }

    private void download(Context context) throws IOException {
        OtaPackage ota = packages.byId(id(context));
        if (!ota.hasData()) {
            throw Refusal.badRequest("The package has no file");
        }
        String name = ota.fileName() == null ? ota.title() : ota.fileName();
        String plain = name.replaceAll("[^A-Za-z0-9._ -]", "_");
        context.header("x-filename", plain);
        context.header("Content-Disposition", "attachment; filename=\"" + plain + "\"");
        context.contentType("application/octet-stream").result(packages.open(ota.id()));
    }
}
