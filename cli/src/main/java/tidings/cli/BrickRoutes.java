package tidings.cli;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.NotFoundResponse;
import tidings.device.spi.MoreRoutes;

/// `/api/bricks/{type}`: the catalog of bricks, for the page's forms. It never changes while the server runs.
final class BrickRoutes implements MoreRoutes {

    private static final String DAY = "private, max-age=86400";

    @Override
    public void addTo(RoutesConfig routes, Handler administrators) {
        routes.get("/api/bricks/{type}", BrickRoutes::type);
    }

    private static void type(Context context) {
        String type = context.pathParam("type");
        String json = BrickCatalog.json(type);
        if (json == null) {
            throw new NotFoundResponse("There is no brick of type '" + type + "'");
        }
        context.header("Cache-Control", DAY).contentType("application/json").result(json);
    }
}
